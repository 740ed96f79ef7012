"""The step between knowing who somebody is and their session: no session rights before it is done.

What is pending stands in the browser's anonymous session, under a key that was new when it began, for
five minutes. Wrong answers count as failed sign-ins of the account.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import logout
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import sessions, throttle
from accounts.factors.queries import has_factor
from accounts.models import User
from accounts.types import SessionEnding
from core.clock import now
from core.errors import TooSoon
from core.turns import take_turn

SECONDS = 300
PROOF_SECONDS = 900
PROVED = "zx_proved"
_KEY = "zx_second_step"


@dataclass(frozen=True)
class PendingSignIn:
    """A user who gave the first proof in this browser and owes the second."""

    user: User
    method: str
    next_url: str


def sign_in_or_ask(request: HttpRequest, user: User, *, method: str, next_url: str) -> HttpResponse:
    """Begin the session and go on to `next_url`, or ask for the second factor first if there is one."""
    if not has_factor(user):
        sessions.begin_session(request, user, method=method)
        return HttpResponseRedirect(next_url)
    if request.user.is_authenticated:
        key = request.session.session_key
        logout(request)
        sessions.note_end(key, ending=SessionEnding.SIGNED_OUT)
    request.session.cycle_key()
    request.session[_KEY] = {
        "user": user.pk,
        "method": str(method),
        "next": next_url,
        "until": now().timestamp() + SECONDS,
        "proof": user.get_session_auth_hash(),
    }
    return HttpResponseRedirect(reverse("accounts:second_step"))


def pending_of(request: HttpRequest) -> PendingSignIn | None:
    """Return who owes the second factor in this browser, or nothing once five minutes are over.

    A password that was changed or an account that was closed meanwhile ends it too.
    """
    kept = request.session.get(_KEY)
    if not kept:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or now().timestamp() > kept["until"] or user.get_session_auth_hash() != kept["proof"]:
        forget(request)
        return None
    return PendingSignIn(user, kept["method"], kept["next"])


def forget(request: HttpRequest) -> None:
    """Drop what is pending in this browser."""
    request.session.pop(_KEY, None)


def finish(request: HttpRequest, pending: PendingSignIn) -> HttpResponse:
    """Begin the session of a user whose second factor has been checked."""
    forget(request)
    sessions.begin_session(request, pending.user, method=pending.method)
    return HttpResponseRedirect(pending.next_url)


def refuse_locked(request: HttpRequest, user: User) -> None:
    """Raise TooSoon while the account waits after too many failures, of the password or of a factor."""
    allowed = AxesProxyHandler.is_allowed(request, {"username": user.username})
    if not allowed or throttle.is_account_locked(user.username):
        raise TooSoon(_("The account is locked for 20 minutes"))


def take_turn_of(request: HttpRequest, user: User) -> AbstractContextManager[None]:
    """Let the tries of one account take turns, whichever factor they are of: see `SignInForm.clean`.

    A page that is only shown tries nothing and waits for nobody.
    """
    return take_turn(throttle.turn_name(user.username)) if request.method == "POST" else nullcontext()


def count_failure(request: HttpRequest, user: User) -> None:
    """Count a wrong answer as a failed sign-in of the account."""
    user_login_failed.send(sender=__name__, credentials={"username": user.username}, request=request)


def note_proof(request: HttpRequest) -> None:
    """Remember that the user of this session proved who they are just now."""
    request.session[PROVED] = now().timestamp()


def proved_lately(request: HttpRequest) -> bool:
    """Return whether the user of this session proved who they are in the last 15 minutes."""
    return now().timestamp() - float(request.session.get(PROVED, 0)) <= PROOF_SECONDS
