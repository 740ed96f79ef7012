"""What can be done to factors: enroll, check, name, remove; and the reset of lost ones by two persons."""

import unicodedata
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.factors.models import FactorReset
from accounts.factors.queries import factor_of_type, factors_of, forget_lately, must_have_factor
from accounts.factors.types import ResetState
from accounts.models import User
from accounts.sessions import end_sessions_of
from accounts.types import SessionEnding
from core.clock import now
from core.errors import Conflict, Invalid, NotFound, Refused
from evidence import services as evidence

PERIOD, DRIFT, DIGITS = 30, 1, 6
MOST_PASSKEYS = 10
LONGEST_NAME = 40
Kind = Authenticator.Type


def normalize_code(code: str) -> str:
    """Return a typed code without the blanks and dashes that make it readable; full-width digits count."""
    return "".join(c for c in unicodedata.normalize("NFKC", code) if c not in " -\t\u2013\u2014")[:20]


def find_step(secret: str, code: str, *, after: int = -1) -> int | None:
    """Return the time step whose code this is, one step of drift either way, or nothing.

    A step that is not later than `after` counts for nothing: each code opens once.
    """
    typed = normalize_code(code)
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    current = int(now().timestamp()) // PERIOD
    for step in range(current - DRIFT, current + DRIFT + 1):
        if step > after and constant_time_compare(format_hotp_value(hotp_value(secret, step)), typed):
            return step
    return None


@transaction.atomic
def enroll_app(*, user: User, secret: str, code: str) -> Authenticator:
    """Keep the secret of an authenticator app once it has shown a right code; the code is then used."""
    if factor_of_type(user, Kind.TOTP) is not None:
        raise Conflict(_("This account already has an authenticator app. Remove it first."))
    step = find_step(secret, code)
    if step is None:
        text = _("This code is wrong. Check that the clock of the phone is right, and type the newest code.")
        raise Invalid(text, fields={"code": text})
    kept: Authenticator = TOTP.activate(user, secret).instance
    kept.data["step"] = step
    kept.save(update_fields=["data"])
    _note("factor.added", user=user, kind=Kind.TOTP)
    return kept


@transaction.atomic
def check_code(*, user: User, code: str) -> str:
    """Return the kind of factor whose code this is (`totp`, `recovery_codes`), using it up; or nothing."""
    kept = Authenticator.objects.select_for_update().filter(user=user, type=Kind.TOTP).first()
    if kept is not None:
        step = find_step(decrypt(kept.data["secret"]), code, after=int(kept.data.get("step", -1)))
        if step is not None:
            kept.data["step"] = step
            kept.last_used_at = now()
            kept.save(update_fields=["data", "last_used_at"])
            return str(Kind.TOTP)
    codes = factor_of_type(user, Kind.RECOVERY_CODES)
    if codes is not None and RecoveryCodes(codes).validate_code(normalize_code(code)):
        _note("factor.recovery_code_used", user=user, kind=Kind.RECOVERY_CODES)
        return str(Kind.RECOVERY_CODES)
    return ""


def codes_left(user: User) -> int:
    """Return how many recovery codes are still good."""
    kept = factor_of_type(user, Kind.RECOVERY_CODES)
    return len(RecoveryCodes(kept).get_unused_codes()) if kept else 0


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Make ten new recovery codes and return them, which cannot be done again; the old ones are void."""
    if not factors_of(user).exists():
        raise Refused(_("Set up an authenticator app or a passkey first."))
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    _note("factor.recovery_codes_made", user=user, kind=Kind.RECOVERY_CODES)
    return codes


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any]) -> Authenticator:
    """Keep a passkey after its answer to the challenge of this session has been verified."""
    name = _clean_name(name)
    if factors_of(user).filter(type=Kind.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise Conflict(_("An account has at most %(count)s passkeys.") % {"count": MOST_PASSKEYS})
    try:
        webauthn.complete_registration(credential)
        kept: Authenticator = webauthn.WebAuthn.add(user, name, credential).instance
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid(_("The passkey could not be verified. Try again.")) from error
    _note("factor.added", user=user, kind=Kind.WEBAUTHN)
    return kept


@transaction.atomic
def check_passkey(*, user: User, credential: dict[str, Any]) -> Authenticator:
    """Return the passkey that answered the challenge of this session, or refuse."""
    try:
        kept: Authenticator = webauthn.complete_authentication(user, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid(_("The passkey could not be verified. Try again.")) from error
    kept.last_used_at = now()
    kept.save(update_fields=["last_used_at"])
    return kept


@transaction.atomic
def rename_passkey(*, user: User, pk: int, name: str) -> Authenticator:
    """Give a passkey another name."""
    kept = factors_of(user).filter(pk=pk, type=Kind.WEBAUTHN).first()
    if kept is None:
        raise NotFound(_("There is no such passkey."))
    kept.data["name"] = _clean_name(name)
    kept.save(update_fields=["data"])
    return kept


@transaction.atomic
def remove_factor(*, user: User, pk: int) -> None:
    """Remove one factor of one's own; the last one stays while a role demands it.

    The recovery codes go with the last factor: alone they would be a weaker password.
    """
    User.objects.select_for_update().get(pk=user.pk)
    kept = factors_of(user).filter(pk=pk).first()
    if kept is None:
        raise NotFound(_("There is no such factor."))
    last = factors_of(user).count() == 1
    if last and must_have_factor(user):
        raise Refused(_("Your role demands a second factor, and this is the last one. Set up another first."))
    kind = kept.type
    kept.delete()
    if last:
        Authenticator.objects.filter(user=user).delete()
    forget_lately(user)
    _note("factor.removed", user=user, kind=kind)


@transaction.atomic
def ask_reset(*, user: User, by: User, reason: str) -> FactorReset:
    """Ask, as an officer, that the lost factors of a user be removed; a second officer must confirm."""
    reason = reason.strip()
    if not reason:
        text = _("Say how you made sure who is asking.")
        raise Invalid(text, fields={"reason": text})
    if by.pk == user.pk:
        raise Refused(_("Nobody resets their own factors."))
    if not Authenticator.objects.filter(user=user).exists():
        raise Conflict(_("This account has no factor."))
    try:
        with transaction.atomic():
            reset = FactorReset.objects.create(user=user, asked_by=by, reason=reason[:200])
    except IntegrityError as error:
        raise Conflict(_("A reset of this account already waits for a second person.")) from error
    _note("factor.reset_asked", user=user, by=by, kind="", reset=reset.pk)
    return reset


@transaction.atomic
def confirm_reset(*, reset: FactorReset, confirmed_by: User) -> FactorReset:
    """Remove the factors and end every session of the account; only a second officer can."""
    reset = _decide(reset, by=confirmed_by, state=ResetState.DONE)
    Authenticator.objects.filter(user=reset.user).delete()
    forget_lately(reset.user)
    end_sessions_of(reset.user, ending=SessionEnding.ENDED_ELSEWHERE)
    _note("factor.reset_done", user=reset.user, by=confirmed_by, kind="", reset=reset.pk)
    return reset


@transaction.atomic
def decline_reset(*, reset: FactorReset, declined_by: User) -> FactorReset:
    """Refuse a reset as the second officer; the factors stay."""
    reset = _decide(reset, by=declined_by, state=ResetState.DECLINED)
    _note("factor.reset_declined", user=reset.user, by=declined_by, kind="", reset=reset.pk)
    return reset


def _decide(reset: FactorReset, *, by: User, state: ResetState) -> FactorReset:
    reset = FactorReset.objects.select_for_update().select_related("user", "asked_by").get(pk=reset.pk)
    if reset.state != ResetState.ASKED:
        raise Conflict(_("This reset has been decided already."))
    if by.pk == reset.asked_by_id:
        raise Refused(_("A second person decides: not the one who asked."))
    if by.pk == reset.user_id:
        raise Refused(_("Nobody resets their own factors."))
    reset.state, reset.decided_by, reset.decided_at = state, by, now()
    reset.save(update_fields=["state", "decided_by", "decided_at"])
    return reset


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        text = _("Give the passkey a name of at most %(count)s characters.") % {"count": LONGEST_NAME}
        raise Invalid(text, fields={"name": text})
    return name


def _note(event: str, *, user: User, by: User | None = None, **facts: Any) -> None:
    told = {name: value for name, value in facts.items() if value != ""}
    evidence.append(
        kind=f"accounts.{event}",
        facts={"user_id": user.pk, **{name: str(value) for name, value in told.items()}},
        by_id=(by or user).pk,
    )
