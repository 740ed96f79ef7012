"""How much of the roster a user sees, and of whom.

The matrix says who views, manages and serves the roster. Who only views sees masked names, and the
person on need with a stated purpose; a party group leader reads the names of the own group. The grants
are today's, whatever day the list is asked for: nobody looks back with a grant that has ended.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.query_utils import Q

from organization.authority import AnyUser, HeldGrants, grants_of
from organization.models import Membership, Person, Unit, valid_on
from organization.roster.types import Detail
from organization.types import Subject, UnitKind, Verb


@dataclass(frozen=True)
class RosterScope:
    """What one user may see of the roster today: one query when it was made, none after."""

    held: HeldGrants

    @property
    def sees_any(self) -> bool:
        """Whether the user has a roster to look at."""
        return self.held.allows(Verb.VIEW, Subject.ROSTER)

    @property
    def manages_any(self) -> bool:
        """Whether the user keeps the roster of some unit."""
        return self.held.allows(Verb.MANAGE, Subject.ROSTER)

    @property
    def groups(self) -> QuerySet[Unit]:
        """The party groups whose names the user reads as their leader."""
        leads = self.held.units_allowed(Verb.VIEW, Subject.GROUP_NAMES)
        return leads.filter(kind=UnitKind.PARTY_GROUP)

    @property
    def units(self) -> QuerySet[Unit]:
        """The units whose people the user sees, in whatever detail."""
        return self.full | self.held.units_allowed(Verb.VIEW, Subject.ROSTER_MASKED) | self.groups

    @property
    def managed(self) -> QuerySet[Unit]:
        """The units whose roster the user keeps."""
        return self.held.units_allowed(Verb.MANAGE, Subject.ROSTER)

    @property
    def full(self) -> QuerySet[Unit]:
        """The units whose people the user sees by name and in detail, also by a grant that only views."""
        return self.held.units_allowed(Verb.VIEW, Subject.ROSTER_DETAILS)

    def manages(self, unit: Unit) -> bool:
        """Return whether the user keeps the roster of this unit."""
        return self.held.allows(Verb.MANAGE, Subject.ROSTER, unit=unit)

    def people(self, day: Any, units: Any = None) -> QuerySet[Person]:
        """Return the people who belonged on a day to these units (default: all that the user sees)."""
        return Person.objects.filter(belongs_to(self.units if units is None else units, day))

    def with_detail(self, people: QuerySet[Person], day: Any) -> QuerySet[Any]:
        """Return the people with `in_full` and `in_name`, by which `detail_of` tells what to show."""
        return people.annotate(
            in_full=belongs_to(self.full, day),
            in_name=belongs_to(self.groups, day),
        )


def scope_of(user: AnyUser) -> RosterScope:
    """Return what a user may see of the roster today, in one query."""
    return RosterScope(grants_of(user))


def belongs_to(units: Any, day: Any) -> Exists:
    """Return the condition that a person belonged on a day to one of these units."""
    return Exists(Membership.objects.filter(valid_on(day), Q(unit__in=units), person=OuterRef("pk")))


def detail_of(person: Any) -> Detail:
    """Return how much of a person from `with_detail` is shown."""
    if person.in_full:
        return Detail.FULL
    return Detail.NAME if person.in_name else Detail.MASKED
