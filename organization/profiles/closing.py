"""Closing an account: asked by its user, decided by an officer, and what is left afterwards."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, NotFound, TooSoon
from evidence import services as evidence
from organization import services as kernel
from organization.authority import grants_that_allow
from organization.models import Person
from organization.profiles.exporting import remove_file
from organization.profiles.models import (
    ClosingRequest,
    Contact,
    CorrectionRequest,
    PersonalExport,
    RetentionRule,
)
from organization.profiles.queries import closings_for
from organization.profiles.registry import held_of, removers_of
from organization.profiles.types import CorrectableField, ExportState, RequestState, RetentionAction
from organization.signals import closing_asked, closing_decided
from organization.types import Subject, Verb

LONGEST_WORDS = 500
TRIES = 5
TRIES_FOR = 20 * 60
ACCOUNT_RULE = "account"


def confirm_identity(user: User, proof: str) -> None:
    """Refuse unless the proof is the user's password (the user name when the account has none)."""
    key = f"organization.closing.tries.{user.pk}"
    if (cache.get_or_set(key, 0, TRIES_FOR) or 0) >= TRIES:
        raise TooSoon(_("Too many wrong passwords. Try again in 20 minutes."))
    right = user.check_password(proof) if user.has_usable_password() else proof.strip() == user.username
    if not right:
        cache.incr(key)
        told = _("This is not the password of the account.")
        raise Invalid(told, fields={"proof": told})
    cache.delete(key)


def _require_another_admin(user: User) -> None:
    """Refuse when nobody else would be left to administer the system, also when two close at once."""
    grants = grants_that_allow(Verb.MANAGE, Subject.ACCOUNTS).select_for_update(of=("self",))
    holders = set(grants.values_list("user_id", flat=True))
    if holders == {user.pk}:
        raise Conflict(
            _("The last system administrator cannot be closed: another one must be granted first.")
        )


@transaction.atomic
def ask_closing(*, user: User, proof: str, reason: str = "") -> ClosingRequest:
    """Ask that one's own account be closed; one request waits at a time."""
    confirm_identity(user, proof)
    if len(reason) > LONGEST_WORDS:
        told = _("At most %(most)s characters.") % {"most": LONGEST_WORDS}
        raise Invalid(told, fields={"reason": told})
    user = User.objects.select_for_update().get(pk=user.pk)
    _require_another_admin(user)
    if ClosingRequest.objects.filter(user=user, state=RequestState.OPEN).exists():
        raise Conflict(_("Your request is waiting for its answer."))
    request = ClosingRequest.objects.create(user=user, reason=reason.strip(), asked_at=clock.now())
    _record(request, "organization.closing_asked", user)
    closing_asked.send(request_id=request.pk)
    return request


@transaction.atomic
def withdraw_closing(*, user: User) -> ClosingRequest:
    """Take back one's own request that waits."""
    request = _open_requests().filter(user=user).first()
    if request is None:
        raise NotFound(_("There is no such request."))
    return _close(request, RequestState.WITHDRAWN, user, "")


@transaction.atomic
def decide_closing(*, request_id: int, accept: bool, by: User, answer: str = "") -> ClosingRequest:
    """Close the account, or decline with a reason; the first decision counts, nobody decides their own."""
    if not closings_for(by).filter(pk=request_id).exists():
        raise NotFound(_("There is no such request."))
    words = answer.strip()
    if not accept and not words:
        told = _("Give the reason.")
        raise Invalid(told, fields={"answer": told})
    if len(words) > LONGEST_WORDS:
        told = _("At most %(most)s characters.") % {"most": LONGEST_WORDS}
        raise Invalid(told, fields={"answer": told})
    request = _open_requests().filter(pk=request_id).first()
    if request is None:
        raise Conflict(_("This request has been answered already."))
    if accept:
        _close_account(request.user)
    return _close(request, RequestState.ACCEPTED if accept else RequestState.DECLINED, by, words)


def _open_requests() -> QuerySet[ClosingRequest]:
    found = ClosingRequest.objects.select_for_update(of=("self",)).select_related("user")
    return found.filter(state=RequestState.OPEN)


def _close_account(user: User) -> None:
    """End everything by which the account acts, and remove what needs not be kept."""
    user = User.objects.select_for_update().get(pk=user.pk)
    _require_another_admin(user)
    kernel.withdraw_grants_of(user=user, by=None)
    accounts.deactivate_user(user=user, by=None)
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.former_passwords.all().delete()
    user.email = ""
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    person = Person.objects.filter(user=user).first()
    Contact.objects.filter(person=person).delete()
    CorrectionRequest.objects.filter(person=person, state=RequestState.OPEN).update(
        state=RequestState.WITHDRAWN, decided_at=clock.now()
    )
    for export in PersonalExport.objects.filter(user=user).exclude(state=ExportState.REMOVED):
        remove_file(export)


def _close(request: ClosingRequest, state: RequestState, by: User, answer: str) -> ClosingRequest:
    request.state, request.answer = state, answer
    request.decided_at, request.decided_by = clock.now(), by
    request.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    _record(request, f"organization.closing_{state.value}", by)
    closing_decided.send(request_id=request.pk)
    return request


def _record(request: ClosingRequest, kind: str, by: User | None) -> None:
    evidence.append(
        kind=kind,
        facts={"request_id": request.pk, "user_id": request.user_id},
        by_id=by.pk if by else None,
    )


# What has run out


@transaction.atomic
def remove_run_out() -> int:
    """Remove the rows whose days are over, class by class as the retention table says; return how many."""
    removed = 0
    for rule in RetentionRule.objects.filter(action=RetentionAction.DELETE, days__gt=0):
        before = clock.now() - timedelta(days=rule.days or 0)
        removed += sum(remove(before) for remove in removers_of(rule.code))
    return removed


def anonymize_run_out() -> int:
    """Make the closed accounts anonymous whose time has run out and of whom nothing must be kept."""
    rule = RetentionRule.objects.filter(code=ACCOUNT_RULE).first()
    if rule is None or rule.days is None:
        return 0
    before = clock.now() - timedelta(days=rule.days)
    waiting = ClosingRequest.objects.filter(
        state=RequestState.ACCEPTED, anonymized_at=None, decided_at__lte=before, user__is_active=False
    )
    return sum(_anonymize(request_id) for request_id in waiting.values_list("pk", flat=True))


@transaction.atomic
def _anonymize(request_id: int) -> bool:
    request = ClosingRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request_id)
    user, today = request.user, clock.today()
    if request.anonymized_at is not None or user.is_active:
        return False
    if any(held.until is None or held.until >= today for held in held_of(user)):
        return False
    user.username, user.first_name, user.last_name, user.email = f"closed-{user.pk}", "", "", ""
    user.last_login = None
    user.save(update_fields=["username", "first_name", "last_name", "email", "last_login"])
    person = Person.objects.select_for_update().filter(user=user).first()
    if person is not None:
        person.name, person.staff_number, person.joined_on = f"已注销{person.pk}", "", None
        person.save(update_fields=["name", "staff_number", "joined_on"])
        CorrectionRequest.objects.filter(person=person, field__in=CorrectableField.values).delete()
    request.reason, request.answer, request.anonymized_at = "", "", clock.now()
    request.save(update_fields=["reason", "answer", "anonymized_at"])
    _record(request, "organization.account_anonymized", None)
    return True
