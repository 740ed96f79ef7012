"""What can be done with grants: give, withdraw, ask for, confirm, decline, review.

A business role is given by a security administrator of the unit. The role of an administrator is asked
for by one and confirmed by another, one of them a security administrator, neither of them the receiver.
`by=None` is the program itself: installation, recovery, the demo.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, NotFound, Refused
from evidence import services as evidence
from organization.authority import grants_of
from organization.grants.conf import days_to_confirm
from organization.grants.models import GrantRequest, GrantReview
from organization.grants.queries import in_office, quarter_of
from organization.grants.types import GrantRequestState, ReviewOutcome
from organization.groups import sync_groups
from organization.matrix import MATRIX
from organization.models import Grant, Post, Unit, overlaps
from organization.rules import checked, require_alive
from organization.signals import grant_changed
from organization.types import (
    ADMINISTRATOR_ROLES,
    GrantScope,
    GrantVerbs,
    Role,
    Subject,
    Verb,
)

LONGEST_REASON = 200


def verbs_of(verbs: Iterable[Verb | str] | None) -> str:
    """Return how a grant keeps these verbs (default: all); who manages or serves also views."""
    if verbs is None:
        return GrantVerbs.ALL.value
    wanted = {str(verb) for verb in verbs} | {Verb.VIEW.value}
    return ",".join(verb.value for verb in Verb if verb.value in wanted)


def _may_be_narrowed(role: str) -> bool:
    rows = (rows.get(Role(role), frozenset()) for subject, rows in MATRIX.items() if subject != Subject.CHART)
    return any(verbs - {Verb.VIEW} for verbs in rows)


def _require_granter(by: User | None, unit: Unit | None) -> None:
    if by is None:
        return
    if not _manages(by, Subject.GRANTS, unit):
        raise Refused(_("Only a security administrator of this part of the organization may do this."))


def _manages(user: User, subject: Subject, unit: Unit | None) -> bool:
    held = grants_of(user)
    if unit is None:
        return held.allows_everywhere(Verb.MANAGE, subject)
    return held.allows(Verb.MANAGE, subject, unit=unit)


def _checked_reason(reason: str) -> str:
    words = reason.strip()
    if not words:
        told = _("Give the reason.")
        raise Invalid(told, fields={"reason": told})
    if len(words) > LONGEST_REASON:
        told = _("At most %(most)s characters.") % {"most": LONGEST_REASON}
        raise Invalid(told, fields={"reason": told})
    return words


def _check_wanted(
    user: User, role: str, unit: Unit | None, verbs: str, start: date, end: date | None
) -> None:
    """Refuse a role without its unit, verbs that the role has not, and a second administrator's role."""
    if role not in Role.values:
        told = _("Choose a role.")
        raise Invalid(told, fields={"role": told})
    if unit is None and role not in ADMINISTRATOR_ROLES:
        raise Invalid(_("Choose the unit at which the role is held."), fields={"unit": _("Choose a unit.")})
    if verbs != GrantVerbs.ALL and not _may_be_narrowed(role):
        told = _("What this role may do cannot be narrowed.")
        raise Invalid(told, fields={"verbs": told})
    if unit is not None:
        last = None if unit.valid_to is None else end
        require_alive(unit, start, last, fields=("valid_from", "valid_to"))
    if end is not None and end < start:
        told = _("The last day lies before the first.")
        raise Invalid(told, fields={"valid_to": told})
    if role in ADMINISTRATOR_ROLES:
        others = Grant.objects.filter(
            overlaps(start, end), user=user, withdrawn_at=None, role__in=ADMINISTRATOR_ROLES
        ).exclude(role=role)
        if others.exists():
            raise Conflict(_("This account is administrator of one sort already; nobody is of two."))


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role | str,
    unit: Unit | None,
    by: User | None,
    scope: GrantScope | str = GrantScope.SUBTREE,
    verbs: Iterable[Verb | str] | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    post: Post | None = None,
) -> Grant:
    """Let a user hold a role at a unit for a span of days; nobody grants anything to themselves.

    The role of an administrator takes two people: `ask_for_grant` and `confirm_grant`.
    """
    _require_granter(by, unit)
    if by is not None and by.pk == user.pk:
        raise Refused(_("You cannot grant a role to yourself."))
    if by is not None and role in ADMINISTRATOR_ROLES:
        raise Refused(_("The role of an administrator is asked for by one and confirmed by another."))
    return _give(
        user=user,
        role=str(role),
        unit=unit,
        scope=str(scope),
        verbs=verbs_of(verbs),
        start=valid_from or clock.today(),
        end=valid_to if post is None or valid_to is not None else post.valid_to,
        post=post,
        by=by,
        confirmed_by=None,
    )


def _give(
    *,
    user: User,
    role: str,
    unit: Unit | None,
    scope: str,
    verbs: str,
    start: date,
    end: date | None,
    post: Post | None,
    by: User | None,
    confirmed_by: User | None,
) -> Grant:
    User.objects.select_for_update().get(pk=user.pk)
    _check_wanted(user, role, unit, verbs, start, end)
    alike = Grant.objects.filter(overlaps(start, end), user=user, role=role, unit=unit, scope=scope)
    if alike.filter(withdrawn_at=None).exists():
        raise Conflict(_("The user already holds this role here in these days."))
    grant = Grant(
        user=user,
        role=role,
        unit=unit,
        scope=scope,
        verbs=verbs,
        post=post,
        valid_from=start,
        valid_to=end,
        granted_by=by,
        confirmed_by=confirmed_by,
    )
    with checked(grant):
        grant.save()
    record(grant, "organization.grant_given", by)
    return grant


@transaction.atomic
def withdraw_grant(*, grant: Grant, by: User | None, reason: str = "") -> Grant:
    """Take a grant back at once; a second time changes nothing.

    The last grant by which an active account is system or security administrator stays.
    """
    _require_granter(by, grant.unit)
    # All grants of the role are locked, so that the last two cannot be withdrawn at once.
    list(Grant.objects.select_for_update().filter(role=grant.role, withdrawn_at=None).values_list("pk"))
    grant = Grant.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=grant.pk)
    if grant.withdrawn_at is None:
        if _keeps_running(grant) and not in_office(grant.role).exclude(user=grant.user_id).exists():
            raise Conflict(_("This is the last one in office; first another must hold this role."))
        grant.withdrawn_at, grant.withdrawn_by = clock.now(), by
        grant.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record(grant, "organization.grant_withdrawn", by, reason)
    return grant


@transaction.atomic
def withdraw_grants_of(*, user: User, by: User | None) -> None:
    """Take back everything that an account holds or is to hold."""
    for grant in Grant.objects.filter(user=user, withdrawn_at=None):
        withdraw_grant(grant=grant, by=by)


def _keeps_running(grant: Grant) -> bool:
    keepers = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
    return grant.role in keepers and in_office(grant.role).filter(pk=grant.pk).exists()


def close_grant(grant: Grant, last_day: date, by: User | None) -> None:
    """End a grant with the thing on which it hangs: at 24:00 of that day."""
    # A grant that was to begin later never begins.
    grant.valid_to = max(last_day, grant.valid_from)
    if grant.valid_from > last_day:
        grant.withdrawn_at, grant.withdrawn_by = clock.now(), by
    grant.save(update_fields=["valid_to", "withdrawn_at", "withdrawn_by"])
    record(grant, "organization.grant_ended", by)


@transaction.atomic
def ask_for_grant(
    *,
    user: User,
    role: Role | str,
    unit: Unit | None,
    by: User,
    reason: str,
    scope: GrantScope | str = GrantScope.SUBTREE,
    verbs: Iterable[Verb | str] | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> GrantRequest:
    """Ask that a user become an administrator; a second administrator confirms or declines it."""
    expire_requests()
    if role not in ADMINISTRATOR_ROLES:
        told = _("Only the role of an administrator is asked for.")
        raise Invalid(told, fields={"role": told})
    if by.pk == user.pk:
        raise Refused(_("You cannot grant a role to yourself."))
    if not _manages(by, Subject.ADMINISTRATORS, unit):
        raise Refused(_("Only a system or security administrator of this part may do this."))
    words, wanted, start = _checked_reason(reason), verbs_of(verbs), valid_from or clock.today()
    User.objects.select_for_update().get(pk=user.pk)
    _check_wanted(user, str(role), unit, wanted, start, valid_to)
    if GrantRequest.objects.filter(user=user, role=str(role), state=GrantRequestState.OPEN).exists():
        raise Conflict(_("This is asked for already and waits for a second person."))
    request = GrantRequest(
        user=user,
        role=str(role),
        unit=unit,
        scope=str(scope),
        verbs=wanted,
        valid_from=start,
        valid_to=valid_to,
        reason=words,
        asked_by=by,
        expires_at=clock.now() + timedelta(days=days_to_confirm()),
    )
    with checked(request):
        request.save()
    _record_request(request, "organization.grant_asked", by)
    return request


def may_decide(request: GrantRequest, user: User) -> bool:
    """Return whether a user may confirm or decline a request: not the asker, not the receiver, and with
    the asker a pair that holds a security administrator."""
    if user.pk in {request.asked_by_id, request.user_id}:
        return False
    pair = (user, request.asked_by)
    return _manages(user, Subject.ADMINISTRATORS, request.unit) and any(
        _manages(one, Subject.GRANTS, request.unit) for one in pair
    )


def _open_request(request_id: int, by: User) -> GrantRequest:
    found = GrantRequest.objects.select_for_update(of=("self",)).select_related("user", "unit", "asked_by")
    request = found.filter(pk=request_id).first()
    if request is None:
        raise NotFound(_("There is no such request."))
    if not may_decide(request, by):
        raise Refused(_("A second administrator decides this, neither the one who asked nor the receiver."))
    if request.state == GrantRequestState.OPEN and request.expires_at <= clock.now():
        raise Conflict(_("The request has expired; ask again."))
    if request.state != GrantRequestState.OPEN:
        raise Conflict(_("This request has been answered already."))
    return request


@transaction.atomic
def confirm_grant(*, request_id: int, by: User) -> Grant:
    """Confirm what another asked for: the receiver is administrator from the first day on."""
    request = _open_request(request_id, by)
    if not _manages(request.asked_by, Subject.ADMINISTRATORS, request.unit):
        raise Conflict(_("Who asked for this is no longer an administrator; ask again."))
    grant = _give(
        user=request.user,
        role=request.role,
        unit=request.unit,
        scope=request.scope,
        verbs=request.verbs,
        # Nobody is administrator for days before the second person said so.
        start=max(request.valid_from, clock.today()),
        end=request.valid_to,
        post=None,
        by=request.asked_by,
        confirmed_by=by,
    )
    request.grant = grant
    _decide(request, GrantRequestState.CONFIRMED, by, "")
    return grant


@transaction.atomic
def decline_grant(*, request_id: int, by: User, reason: str) -> GrantRequest:
    """Decline what another asked for, with a reason."""
    request = _open_request(request_id, by)
    _decide(request, GrantRequestState.DECLINED, by, _checked_reason(reason))
    return request


def _decide(request: GrantRequest, state: GrantRequestState, by: User, answer: str) -> None:
    request.state, request.decided_by, request.decided_at, request.answer = state, by, clock.now(), answer
    request.save(update_fields=["state", "decided_by", "decided_at", "answer", "grant"])
    _record_request(request, f"organization.grant_request_{state.value}", by)


@transaction.atomic
def expire_requests() -> int:
    """Close the requests that nobody answered in time, and write each down; return how many."""
    due = GrantRequest.objects.filter(state=GrantRequestState.OPEN, expires_at__lte=clock.now())
    requests = list(due.select_for_update().order_by("pk"))
    for request in requests:
        request.state = GrantRequestState.EXPIRED
        request.save(update_fields=["state"])
        _record_request(request, "organization.grant_request_expired", None)
    return len(requests)


@transaction.atomic
def review_grant(*, grant: Grant, outcome: ReviewOutcome | str, by: User, reason: str = "") -> GrantReview:
    """Say in this quarter that a grant is still needed, or withdraw it; once a quarter."""
    _require_granter(by, grant.unit)
    if grant.user_id == by.pk:
        raise Refused(_("Nobody reviews a grant of their own."))
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if grant.withdrawn_at is not None:
        raise Conflict(_("This grant has been withdrawn already."))
    quarter = quarter_of(clock.today())
    if GrantReview.objects.filter(grant=grant, quarter=quarter).exists():
        raise Conflict(_("This grant has been reviewed in this quarter already."))
    if outcome not in ReviewOutcome.values:
        raise Invalid(_("Confirm the grant or withdraw it."))
    if outcome == ReviewOutcome.WITHDRAWN:
        withdraw_grant(grant=grant, by=by, reason=_checked_reason(reason))
    review = GrantReview.objects.create(grant=grant, quarter=quarter, outcome=str(outcome), by=by)
    evidence.append(
        kind="organization.grant_reviewed",
        facts={"grant_id": grant.pk, "quarter": quarter, "outcome": str(outcome)},
        by_id=by.pk,
    )
    return review


def _record_request(request: GrantRequest, kind: str, by: User | None) -> None:
    evidence.append(
        kind=kind,
        facts={
            "request_id": request.pk,
            "user_id": request.user_id,
            "role": request.role,
            "unit_id": request.unit_id,
            "scope": request.scope,
            "verbs": request.verbs,
            "asked_by_id": request.asked_by_id,
            "grant_id": request.grant_id,
        },
        by_id=by.pk if by else None,
    )


def record(grant: Grant, kind: str, by: User | None, reason: str = "") -> None:
    """Write down what became of a grant, and let groups and the apps above follow."""
    facts = {
        "grant_id": grant.pk,
        "user_id": grant.user_id,
        "role": grant.role,
        "unit_id": grant.unit_id,
        "scope": grant.scope,
        "verbs": grant.verbs,
        "confirmed_by_id": grant.confirmed_by_id,
        "valid_from": grant.valid_from.isoformat(),
        "valid_to": grant.valid_to.isoformat() if grant.valid_to else None,
        "withdrawn_at": clock.iso_ms(grant.withdrawn_at) if grant.withdrawn_at else None,
    }
    evidence.append(
        kind=kind,
        facts=facts,
        personal={"reason": reason.strip()} if reason.strip() else None,
        by_id=by.pk if by else None,
    )
    sync_groups(grant.user)
    grant_changed.send(user_id=grant.user_id)
