"""Asking for a code, printing it once, withdrawing it, and signing in with it; two officers, one use."""

import hmac
import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import digest_secret
from core.clock import now
from core.errors import Conflict, Invalid, NotFound, Refused
from evidence import services as evidence
from organization.codes import queries
from organization.codes.conf import ALPHABET, GROUP_LENGTH, GROUPS, LIFETIME, MOST_TRIES
from organization.codes.models import OneTimeCode
from organization.codes.types import STANDING, CodeState
from organization.signals import code_printed


@transaction.atomic
def ask_for_code(*, user: User, reason: str, by: User) -> OneTimeCode:
    """Ask that a code be printed for somebody who cannot sign in; a second officer confirms it."""
    user = User.objects.select_for_update().get(pk=user.pk)
    refusal = queries.why_not_for(by, user)
    if refusal is not None:
        raise Refused(refusal.label)
    words = reason.strip()
    if not words or len(words) > 200:
        told = _("State the reason in at most 200 characters.")
        raise Invalid(told, fields={"reason": told})
    _let_expire(user)
    code = OneTimeCode(user=user, reason=words, asked_by=by, valid_until=now() + LIFETIME)
    try:
        with transaction.atomic():
            code.save()
    except IntegrityError as error:
        raise Conflict(_("A code of this person is asked for or printed already.")) from error
    _record(code, "asked", by)
    return code


@transaction.atomic
def confirm_code(*, code: OneTimeCode, by: User) -> tuple[OneTimeCode, str]:
    """Confirm a request as the second officer; return the code, which nobody can read again.

    Only its hash is kept. It is valid for a day and for one use.
    """
    code = _lock(code)
    refusal = queries.why_not_confirm(by, code)
    if refusal is not None:
        raise Refused(refusal.label)
    if code.state != CodeState.ASKED or not code.is_standing:
        raise Conflict(_("This request is over; ask anew."))
    secret = "".join(secrets.choice(ALPHABET) for _place in range(GROUPS * GROUP_LENGTH))
    code.state, code.digest = CodeState.OPEN, digest_secret(secret)
    code.confirmed_by, code.confirmed_at, code.valid_until = by, now(), now() + LIFETIME
    code.save()
    _record(code, "printed", by)
    code_printed.send(code_id=code.pk)
    return code, secret


@transaction.atomic
def withdraw_code(*, code: OneTimeCode, by: User) -> OneTimeCode:
    """Take a request or a printed code back; it cannot be used any longer."""
    code = _lock(code)
    refusal = queries.why_not_for(by, code.user)
    if refusal is not None:
        raise Refused(refusal.label)
    if code.state not in STANDING:
        raise Conflict(_("This request is over; ask anew."))
    code.state = CodeState.WITHDRAWN
    code.save(update_fields=["state"])
    _record(code, "withdrawn", by)
    return code


def written(secret: str) -> str:
    """Return a code as it is printed: in groups."""
    return "-".join(secret[at : at + GROUP_LENGTH] for at in range(0, len(secret), GROUP_LENGTH))


def looks_like_code(text: str) -> bool:
    """Return whether somebody has typed a code rather than a password."""
    typed = _typed(text)
    return len(typed) == GROUPS * GROUP_LENGTH and set(typed) <= set(ALPHABET)


@transaction.atomic
def use_code(*, user: User, typed: str) -> bool:
    """Use up a code; return whether it was the right one. The fifth wrong one ends it."""
    code = queries.standing_code_of(user)
    if code is None or code.state != CodeState.OPEN:
        return False
    mine = OneTimeCode.objects.filter(pk=code.pk, state=CodeState.OPEN)
    if not hmac.compare_digest(code.digest, digest_secret(_typed(typed))):
        mine.update(tries=F("tries") + 1)
        if mine.filter(tries__gte=MOST_TRIES).update(state=CodeState.SPENT):
            _record(code, "spent", None)
        return False
    if not mine.update(state=CodeState.USED, used_at=now()):
        return False
    _record(code, "used", user)
    return True


def _typed(text: str) -> str:
    return text.strip().replace("-", "").replace(" ", "").upper()


def _let_expire(user: User) -> None:
    over = OneTimeCode.objects.filter(user=user, state__in=STANDING, valid_until__lte=now())
    over.update(state=CodeState.EXPIRED)


def _lock(code: OneTimeCode) -> OneTimeCode:
    found = (
        OneTimeCode.objects.select_for_update(of=("self",)).filter(pk=code.pk).select_related("user").first()
    )
    if found is None:
        raise NotFound(_("There is no such code."))
    return found


def _record(code: OneTimeCode, what: str, by: User | None) -> None:
    facts: dict[str, Any] = {"code_id": code.pk, "user_id": code.user_id, "asked_by_id": code.asked_by_id}
    evidence.append(
        kind=f"organization.code_{what}",
        facts=facts | {"confirmed_by_id": code.confirmed_by_id},
        personal={"reason": code.reason} if what == "asked" else {},
        by_id=by.pk if by else None,
    )
