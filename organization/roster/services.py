"""What an officer does to the roster: enter, correct, join, leave, give and end posts.

Each service asks the matrix whether `by` keeps the roster of the unit, then lets the kernel do it.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, NotFound, Refused
from organization import services as kernel
from organization.authority import allows, people_allowed
from organization.models import Membership, PartyStanding, Person, Post, Unit
from organization.types import Subject, Verb


def _require_unit(by: User, unit: Unit) -> None:
    if not allows(by, Verb.MANAGE, Subject.ROSTER, unit=unit):
        raise Refused(_("You do not keep the roster of this unit."))


def _require_person(by: User, person: Person) -> None:
    """Refuse unless the person belongs today to a unit whose roster `by` keeps."""
    if people_allowed(by, Verb.MANAGE, Subject.ROSTER).filter(pk=person.pk).exists():
        return
    if people_allowed(by, Verb.VIEW, Subject.ROSTER).filter(pk=person.pk).exists():
        raise Refused(_("You do not keep the roster of this person's unit."))
    raise NotFound(_("There is nothing here for you."))


def _require_free_number(staff_number: str, *, of: Person | None = None) -> None:
    """Refuse, beside its field, a number that somebody else has; the database refuses it in any case."""
    others = Person.objects.filter(staff_number__iexact=staff_number.strip()).exclude(staff_number="")
    if (others if of is None else others.exclude(pk=of.pk)).exists():
        told = _("There is already a person with this staff number.")
        raise Conflict(told, fields={"staff_number": told})


@transaction.atomic
def enter_person(
    *,
    name: str,
    staff_number: str,
    party_status: str,
    unit: Unit,
    by: User,
    joined_on: date | None = None,
    since: date | None = None,
) -> Person:
    """Enter a person who belongs to a unit from a day on (default: today)."""
    _require_unit(by, unit)
    _require_free_number(staff_number)
    day = since or clock.today()
    person = kernel.create_person(
        name=name,
        staff_number=staff_number,
        party_status=party_status,
        joined_on=joined_on,
        standing_from=min(day, clock.today()),
        by=None,
    )
    kernel.join_unit(person=person, unit=unit, valid_from=day, by=None)
    return person


@transaction.atomic
def correct_person(
    *, person: Person, name: str, staff_number: str, joined_on: date | None, by: User
) -> Person:
    """Correct name, staff number and day of joining; the account follows the name."""
    _require_person(by, person)
    _require_free_number(staff_number, of=person)
    return kernel.correct_particulars(
        person=person, name=name, staff_number=staff_number, joined_on=joined_on, by=None
    )


@transaction.atomic
def change_standing(*, person: Person, status: str, valid_from: date, reason: str, by: User) -> PartyStanding:
    """Note that a person stands otherwise to the party from a day on."""
    _require_person(by, person)
    return kernel.change_standing(person=person, status=status, valid_from=valid_from, reason=reason, by=None)


@transaction.atomic
def join_unit(*, person: Person, unit: Unit, since: date, by: User, until: date | None = None) -> Membership:
    """Make a person of one's roster belong to one of one's units."""
    _require_unit(by, unit)
    _require_person(by, person)
    return kernel.join_unit(person=person, unit=unit, valid_from=since, valid_to=until, by=None)


@transaction.atomic
def leave_unit(*, membership: Membership, last_day: date, by: User) -> Membership:
    """End a membership in a unit whose roster `by` keeps."""
    _require_unit(by, membership.unit)
    return kernel.leave_unit(membership=membership, last_day=last_day, by=None)


@transaction.atomic
def give_post(
    *, person: Person, unit: Unit, kind: str, since: date, by: User, until: date | None = None
) -> Post:
    """Give a person of one's roster a post in one of one's units."""
    _require_unit(by, unit)
    _require_person(by, person)
    return kernel.give_post(person=person, unit=unit, kind=kind, valid_from=since, valid_to=until, by=None)


@transaction.atomic
def end_post(*, post: Post, last_day: date, by: User) -> Post:
    """End a post in a unit whose roster `by` keeps; the grants that hang on it end too."""
    _require_unit(by, post.unit)
    return kernel.end_post(post=post, last_day=last_day, by=None)
