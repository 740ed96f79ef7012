"""Sessions: begun by one way of signing in, counted as active or not, ended here or from elsewhere."""

import re
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from accounts.conf import security_profile
from accounts.models import User, UserSession
from accounts.registry import roles_of
from accounts.types import SessionEnding, SignInMethod
from core.addresses import client_address
from core.clock import now

BEGAN, SEEN, MUST_CHANGE = "zx_began", "zx_seen", "zx_must_change"
"""The keys in the session: moments as seconds since 1970, and why the password must be changed first."""
STEP = timedelta(seconds=60)
"""Activity is written down once in this time."""

_BROWSERS = (
    (r"MicroMessenger", "微信"),
    (r"wxwork", "企业微信"),
    (r"Edg/", "Edge"),
    (r"Firefox/", "Firefox"),
    (r"Chrome/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"HarmonyOS", "HarmonyOS"),
    (r"Android", "Android"),
    (r"iPhone|iPad", "iOS"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"Linux", "Linux"),
)


def describe_device(agent: str) -> str:
    """Return browser and system of a device in a few words; empty when neither is known."""
    found = [
        next((name for pattern, name in known if re.search(pattern, agent)), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(name for name in found if name)


@transaction.atomic
def begin_session(request: HttpRequest, user: User, *, method: SignInMethod | str) -> UserSession:
    """Sign a user in: every way of proving who one is ends here. The session gets a new key.

    Where the security profile says so, the user's other sessions end.
    """
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    moment = now()
    request.session[BEGAN] = request.session[SEEN] = moment.timestamp()
    reason = "code" if method == SignInMethod.CODE else why_change_password(user, moment)
    if reason and method != SignInMethod.DEMO:
        request.session[MUST_CHANGE] = reason
    if roles_of(user) & security_profile().one_session_roles:
        end_sessions_of(user, ending=SessionEnding.NEWER)
    return UserSession.objects.create(
        user=user,
        session_key=request.session.session_key or "",
        method=str(method),
        address=client_address(request),
        device=describe_device(request.headers.get("User-Agent", "")),
        began_at=moment,
        seen_at=moment,
    )


def why_change_password(user: User, moment: datetime) -> str:
    """Return why the password must be changed before anything else: `first`, `old`, or nothing."""
    if user.must_change_password:
        return "first"
    days = security_profile().password_days
    if user.has_usable_password() and moment - user.password_changed_at > timedelta(days=days):
        return "old"
    return ""


def follow_rekeying(request: HttpRequest, old_key: str | None) -> None:
    """Keep the record of a session whose key changed, as it does with the password."""
    UserSession.objects.filter(session_key=old_key or "-", ended_at=None).update(
        session_key=request.session.session_key or ""
    )


def why_over(session: Any, moment: datetime) -> SessionEnding | None:
    """Return why a session is over by time, or nothing; one without moments began outside and is left."""
    if BEGAN not in session:
        return None
    profile = security_profile()
    if moment.timestamp() - session[BEGAN] > profile.absolute_hours * 3600:
        return SessionEnding.TOO_LONG
    if moment.timestamp() - session.get(SEEN, session[BEGAN]) > profile.idle_minutes * 60:
        return SessionEnding.IDLE
    return None


def note_activity(session: Any, moment: datetime) -> None:
    """Count a request as activity; writes at most once a minute."""
    if BEGAN in session and moment.timestamp() - session.get(SEEN, 0) >= STEP.total_seconds():
        session[SEEN] = moment.timestamp()
        UserSession.objects.filter(session_key=session.session_key, ended_at=None).update(seen_at=moment)


def end_session(record: UserSession, *, ending: SessionEnding | str) -> None:
    """End one session: the browser that holds its key is signed out with its next request."""
    _forget([record.session_key])
    UserSession.objects.filter(pk=record.pk, ended_at=None).update(ended_at=now(), ending=str(ending))


def end_sessions_of(user: User, *, ending: SessionEnding | str, keep: str | None = None) -> int:
    """End every session of a user but the one with the key `keep`; return how many there were."""
    standing = UserSession.objects.standing().filter(user=user)
    if keep:
        standing = standing.exclude(session_key=keep)
    _forget(list(standing.values_list("session_key", flat=True)))
    return standing.update(ended_at=now(), ending=str(ending))


def note_end(session_key: str | None, *, ending: SessionEnding | str) -> None:
    """Write down that the session of a key has ended."""
    UserSession.objects.filter(session_key=session_key or "-", ended_at=None).update(
        ended_at=now(), ending=str(ending)
    )


def _forget(keys: list[str]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        if key:
            store(key).delete()
