"""Which grants there are, who waits for a second person, and what a quarter's review still lacks."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from core import clock
from organization.authority import AnyUser, HeldGrants, grants_of
from organization.grants.models import GrantRequest, GrantReview
from organization.grants.types import GrantRequestState
from organization.models import Grant, valid_on
from organization.types import ADMINISTRATOR_ROLES, Role, Subject, Verb


def quarter_of(day: date) -> str:
    """Return the quarter of a day, as `2026Q4`."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def in_office(role: str) -> QuerySet[Grant]:
    """Return the grants by which active accounts hold a role today and work by it, not only view."""
    today = clock.today()
    return Grant.objects.effective(today, today).filter(role=role, verbs__contains=Verb.MANAGE.value)


def administers(user: User) -> bool:
    """Return whether an account was given an administrator's role for today, also a closed one."""
    given = Grant.objects.filter(valid_on(clock.today()), user=user, withdrawn_at=None)
    return given.filter(role__in=ADMINISTRATOR_ROLES).exists()


def grants_visible_to(user: AnyUser, held: HeldGrants | None = None) -> QuerySet[Grant]:
    """Return the grants that an administrator may look at: those of the units in the own scope."""
    held = held or grants_of(user)
    if not held.allows(Verb.VIEW, Subject.GRANTS):
        return Grant.objects.none()
    grants = Grant.objects.select_related("user", "unit", "granted_by", "confirmed_by", "withdrawn_by")
    if held.allows_everywhere(Verb.VIEW, Subject.GRANTS):
        return grants
    return grants.filter(unit__in=held.units_allowed(Verb.VIEW, Subject.GRANTS))


def standing_on(day: date) -> Q:
    """Return the condition under which a grant counts on a day, also when it was withdrawn later."""
    in_dates = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    return in_dates & (Q(withdrawn_at=None) | Q(withdrawn_at__date__gt=day))


def ended_on(day: date) -> Q:
    """Return the condition under which a grant has ended by a day."""
    return Q(valid_to__lt=day) | Q(withdrawn_at__date__lte=day)


def requests_visible_to(user: AnyUser, held: HeldGrants | None = None) -> QuerySet[GrantRequest]:
    """Return the requests for administrators in the scope of an administrator, newest first."""
    held = held or grants_of(user)
    if not held.allows(Verb.VIEW, Subject.GRANTS):
        return GrantRequest.objects.none()
    found = GrantRequest.objects.select_related("user", "unit", "asked_by", "decided_by")
    if held.allows_everywhere(Verb.VIEW, Subject.GRANTS):
        return found
    return found.filter(unit__in=held.units_allowed(Verb.VIEW, Subject.GRANTS))


def open_requests(requests: QuerySet[GrantRequest]) -> QuerySet[GrantRequest]:
    """Return those that can still be answered."""
    return requests.filter(state=GrantRequestState.OPEN, expires_at__gt=clock.now())


def to_review(user: AnyUser, quarter: str) -> QuerySet[Grant]:
    """Return the standing grants of the own scope that nobody has reviewed in a quarter."""
    done = GrantReview.objects.filter(grant=OuterRef("pk"), quarter=quarter)
    standing = grants_visible_to(user).filter(standing_on(clock.today()))
    return standing.filter(~Exists(done)).exclude(role=Role.MEMBER).order_by("user_id", "role", "pk")


def reviewed(user: AnyUser, quarter: str) -> QuerySet[GrantReview]:
    """Return who has reviewed what in a quarter, newest first."""
    found = GrantReview.objects.filter(quarter=quarter, grant__in=grants_visible_to(user))
    return found.select_related("grant__user", "grant__unit", "by").order_by("-pk")


def needs_two_people(role: str) -> bool:
    """Return whether a role is asked for by one and confirmed by another."""
    return role in ADMINISTRATOR_ROLES
