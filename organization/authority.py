"""The one place that decides what a role allows where.

A user holds a role through a grant only: dated, scoped to a unit, withdrawn at once, narrowed by its
verbs. An inactive user holds nothing, nor does `is_superuser` give anything. A question about records
names what is to be done with which sort (`allows`), so that the table of `organization.matrix` and the
verbs of the grant both count; a question about a role alone (`holds`) is for roles outside that table.
Each function costs at most two queries; ask `grants_of` once and put many questions to its answer when
a page asks about many units.

The right to look is that of now: grants in force today, in today's tree. A day asked for says only which
units and people are meant; with a grant that has ended nobody looks back, not even to when it stood.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from core import clock
from organization.matrix import roles_that
from organization.models import Grant, Membership, Person, Unit, valid_on
from organization.relations.models import MobileStay
from organization.types import GrantScope, MembershipKind, Role, Subject, Verb

Roles = str | Role | Iterable[str | Role]
AnyUser = User | AnonymousUser | None
"""Whoever a request comes from."""


def _active_id(user: AnyUser) -> int | None:
    """Return the id of a user who is signed in and may be."""
    return user.pk if user is not None and user.is_authenticated and user.is_active else None


def _names(roles: Roles) -> set[str]:
    return {str(roles)} if isinstance(roles, str) else {str(role) for role in roles}


def reaches(grant: Grant, unit: Unit) -> bool:
    """Return whether the scope of a grant covers a unit; one without a unit covers every unit."""
    place = grant.unit
    if place is None or place.pk == unit.pk:
        return True
    if grant.scope == GrantScope.SELF or not unit.path.startswith(place.path):
        return False
    return grant.scope == GrantScope.SUBTREE or unit.depth == place.depth + 1


def _covered(grant: Grant) -> Q:
    place = grant.unit
    if place is None:
        return ~Q(pk=None)
    if grant.scope == GrantScope.SELF:
        return Q(pk=place.pk)
    below = Q(path__startswith=place.path)
    return below if grant.scope == GrantScope.SUBTREE else below & Q(depth__lte=place.depth + 1)


@dataclass(frozen=True)
class HeldGrants:
    """What one user holds on one day: many questions for one query."""

    grants: tuple[Grant, ...]

    @property
    def roles(self) -> frozenset[str]:
        """The roles held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def roles_allowed(self, verb: Verb | str, subject: Subject | str) -> frozenset[str]:
        """Return those of the roles held by whose grants this may be done."""
        return frozenset(grant.role for grant in self._with(verb)) & roles_that(verb, subject)

    def _with(self, verb: Verb | str | None) -> tuple[Grant, ...]:
        if verb is None:
            return self.grants
        return tuple(grant for grant in self.grants if Verb(verb) in grant.verbs.split(","))

    def allows(self, verb: Verb | str, subject: Subject | str, *, unit: Unit | None = None) -> bool:
        """Return whether this may be done with such records of a unit, or of any when none is named."""
        return self.holds(roles_that(verb, subject), unit=unit, verb=verb)

    def units_allowed(self, verb: Verb | str, subject: Subject | str) -> QuerySet[Unit]:
        """Return the units with whose records of this sort this may be done."""
        return self.units(roles_that(verb, subject), verb=verb)

    def allows_everywhere(self, verb: Verb | str, subject: Subject | str) -> bool:
        """Return whether this may be done with what belongs to no unit."""
        roles = roles_that(verb, subject)
        return any(grant.unit is None and grant.role in roles for grant in self._with(verb))

    def holds(self, roles: Roles, *, unit: Unit | None = None, verb: Verb | str | None = None) -> bool:
        """Return whether one of the roles is held, at this unit or (without one) anywhere."""
        names = _names(roles)
        return any(
            grant.role in names and (unit is None or reaches(grant, unit)) for grant in self._with(verb)
        )

    def units(self, roles: Roles, *, verb: Verb | str | None = None) -> QuerySet[Unit]:
        """Return the units at which one of the roles is held."""
        names = _names(roles)
        covered = [_covered(grant) for grant in self._with(verb) if grant.role in names]
        units: QuerySet[Unit] = Unit.objects.all()
        if not covered:
            return units.none()
        condition = covered[0]
        for other in covered[1:]:
            condition |= other
        return units.filter(condition)


_NOTHING = HeldGrants(())


def grants_of(user: AnyUser, *, on: date | None = None) -> HeldGrants:
    """Return everything the user holds, in one query; with a day, what was or will be held then.

    Of another day it is history, and no right to see or do anything.
    """
    user_id = _active_id(user)
    if user_id is None:
        return _NOTHING
    today = clock.today()
    found = Grant.objects.effective(on or today, today).filter(user_id=user_id).select_related("unit")
    return HeldGrants(tuple(found))


def holds(user: AnyUser, roles: Roles, *, unit: Unit | None = None, on: date | None = None) -> bool:
    """Return whether the user holds one of the roles at a unit, or anywhere when none is named."""
    return grants_of(user, on=on).holds(roles, unit=unit)


def _belonging(units: QuerySet[Unit], day: date) -> QuerySet[Membership]:
    return Membership.objects.filter(valid_on(day), unit__in=units)


def allows(user: AnyUser, verb: Verb | str, subject: Subject | str, *, unit: Unit | None = None) -> bool:
    """Return whether the user may do this with such records of a unit, or of any unit when none is named."""
    return grants_of(user).allows(verb, subject, unit=unit)


def units_allowed(
    user: AnyUser, verb: Verb | str, subject: Subject | str, *, on: date | None = None
) -> QuerySet[Unit]:
    """Return the units with whose records of this sort the user may do this now.

    With a day: those of them that stood on it.
    """
    units = grants_of(user).units_allowed(verb, subject)
    return units if on is None else units.filter(valid_on(on))


def people_allowed(
    user: AnyUser, verb: Verb | str, subject: Subject | str, *, on: date | None = None
) -> QuerySet[Person]:
    """Return the people who belong to those units, or belonged to them on a day.

    Oneself is not among them unless of such a unit. Mobile members are seen by the unit that is their
    host, too, as long as they are registered there.
    """
    held = grants_of(user)
    if not held.allows(verb, subject):
        return Person.objects.none()
    units, day = held.units_allowed(verb, subject), on or clock.today()
    reached = Q(pk__in=_belonging(units, day).values("person"))
    if subject == Subject.MOBILE and verb == Verb.VIEW:
        reached |= Q(pk__in=_guests(units, day).values("person"))
    return Person.objects.filter(reached)


def _guests(units: QuerySet[Unit], day: date) -> QuerySet[MobileStay]:
    """Return the registrations by which members of elsewhere are with these units on a day."""
    there = Q(ended_on=None) | Q(ended_on__gte=day)
    return MobileStay.objects.filter(there, host_unit__in=units, began_on__lte=day, person__isnull=False)


def grants_that_allow(verb: Verb | str, subject: Subject | str) -> QuerySet[Grant]:
    """Return every user's grants by which this may be done today."""
    today = clock.today()
    in_force = Grant.objects.effective(today, today)
    # No verb is a part of another's name.
    return in_force.filter(role__in=roles_that(verb, subject), verbs__contains=str(verb))


def _reaching(unit: Unit) -> Q:
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path), Unit.steplen)]
    parents_children = Q(scope=GrantScope.CHILDREN, unit__path__in=above[-1:])
    return Q(unit=None) | Q(unit=unit) | Q(scope=GrantScope.SUBTREE, unit__path__in=above) | parents_children


def users_allowed(verb: Verb | str, subject: Subject | str, *, unit: Unit | None = None) -> QuerySet[User]:
    """Return who may do this with such records of a unit, or of any when none is named."""
    grants = grants_that_allow(verb, subject)
    if unit is not None:
        grants = grants.filter(_reaching(unit))
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk")


def officers_of(unit: Unit | int, verb: Verb | str, subject: Subject | str) -> QuerySet[User]:
    """Return who may do this by a grant at the very unit, not by one from above."""
    grants = grants_that_allow(verb, subject).filter(unit=unit)
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk")


def people_visible_to(user: AnyUser) -> QuerySet[Person]:
    """Return oneself, and those whose study records the user may read."""
    user_id = _active_id(user)
    if user_id is None:
        return Person.objects.none()
    own = Q(user_id=user_id)
    held = grants_of(user)
    if not held.allows(Verb.VIEW, Subject.STUDY_RECORDS):
        return Person.objects.filter(own)
    there = _belonging(held.units_allowed(Verb.VIEW, Subject.STUDY_RECORDS), clock.today())
    return Person.objects.filter(own | Q(pk__in=there.values("person")))


def can_read_records_of(user: AnyUser, person: Person) -> bool:
    """Return whether the user may read this person's study records: own, or by a role in scope."""
    return people_visible_to(user).filter(pk=person.pk).exists()


def primary_unit(user: AnyUser, *, on: date | None = None) -> Unit | None:
    """Return the unit that holds the organization relation of the user's person on that day."""
    user_id = _active_id(user)
    if user_id is None:
        return None
    membership = (
        Membership.objects.filter(
            valid_on(on or clock.today()), person__user_id=user_id, kind=MembershipKind.RELATION
        )
        .select_related("unit")
        .first()
    )
    return membership.unit if membership else None
