"""Who may ask for and confirm codes, for whom, and which there are."""

from django.db.models import QuerySet

from accounts.models import User
from core.clock import now
from organization.authority import AnyUser, HeldGrants, grants_of, people_allowed
from organization.codes.models import OneTimeCode
from organization.codes.types import STANDING, CodeRefusal
from organization.models import Person
from organization.types import ADMINISTRATOR_ROLES, Subject, Verb


def serves_codes(user: AnyUser, held: HeldGrants | None = None) -> bool:
    """Return whether the user asks for or confirms codes anywhere."""
    return (held or grants_of(user)).allows(Verb.SERVE, Subject.CODES)


def people_served(user: User) -> QuerySet[Person]:
    """Return the people with an open account for whom the user may ask for a code, by name."""
    people = people_allowed(user, Verb.SERVE, Subject.CODES).filter(user__is_active=True)
    return people.exclude(user=user).select_related("user").order_by("name_pinyin", "pk")


def codes_in_reach(user: User) -> QuerySet[OneTimeCode]:
    """Return the codes of the people whom the user serves, the newest first."""
    if not serves_codes(user):
        return OneTimeCode.objects.none()
    people = people_allowed(user, Verb.SERVE, Subject.CODES)
    found = OneTimeCode.objects.filter(user__person__in=people).exclude(user=user)
    return found.select_related("user", "asked_by", "confirmed_by").order_by("-pk")


def why_not_for(officer: User, user: User) -> CodeRefusal | None:
    """Return why an officer may not see to a code of somebody, or nothing."""
    if officer.pk == user.pk:
        return CodeRefusal.OWN
    if not people_allowed(officer, Verb.SERVE, Subject.CODES).filter(user=user).exists():
        return CodeRefusal.NO_GRANT
    if not user.is_active:
        return CodeRefusal.CLOSED
    if grants_of(user).roles & ADMINISTRATOR_ROLES:
        return CodeRefusal.ADMINISTRATOR
    return None


def why_not_confirm(officer: User, code: OneTimeCode) -> CodeRefusal | None:
    """Return why an officer may not confirm a request, or nothing."""
    refusal = why_not_for(officer, code.user)
    return refusal or (CodeRefusal.SAME_HAND if code.asked_by_id == officer.pk else None)


def standing_code_of(user: User) -> OneTimeCode | None:
    """Return the code or request of a user that still stands now, or nothing."""
    return OneTimeCode.objects.filter(user=user, state__in=STANDING, valid_until__gt=now()).first()
