"""How many people belong where on a day, and what the coverage of the organization warns of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from core import clock
from organization.models import Membership, PartyStanding, Person, valid_on
from organization.types import MembershipKind, PartyStatus, UnitKind
from organization.units.models import Committee, CoverageRule
from organization.units.queries import UnitTree
from organization.units.types import PARTY_KINDS, CommitteeKind, CoverageKind

MANY = 500
"""Beyond so many units all are counted: the database would look each of them up."""
MEMBERS = (PartyStatus.FULL_MEMBER.value, PartyStatus.PROBATIONARY.value)


@dataclass(frozen=True)
class Counts:
    """How many people belong to each unit of a day's tree, as far as the reader's reach goes."""

    tree: UnitTree
    direct: dict[int, int]
    within: frozenset[int]

    def below(self, unit_id: int) -> int:
        """Return how many people belong, in the unit's own kind of membership, to it or below it."""
        kind = _kind(self.tree, unit_id)
        return sum(self.direct.get(pk, 0) for pk in self.tree.below(unit_id) if _kind(self.tree, pk) == kind)


def _kind(tree: UnitTree, unit_id: int) -> MembershipKind:
    return MembershipKind.of_unit(tree.units[unit_id].kind)


def count_people(tree: UnitTree, within: Iterable[int]) -> Counts:
    """Return the counts of a day at the units within somebody's reach, in one query."""
    reach = frozenset(within)
    belonging = (
        Membership.objects.filter(valid_on(tree.day)).order_by() if reach else Membership.objects.none()
    )
    counted = belonging.values_list("unit_id").annotate(people=Count("pk"))
    return Counts(tree, {unit: people for unit, people in counted if unit in reach}, reach)


def people_of(
    tree: UnitTree, unit_id: int, *, within: Iterable[int], below: bool, standings: Iterable[str] = ()
) -> QuerySet[Person]:
    """Return the people whom a count of a unit counts on the day of the tree."""
    kind = _kind(tree, unit_id)
    units = {pk for pk in tree.below(unit_id) if _kind(tree, pk) == kind} if below else {unit_id}
    there = Membership.objects.filter(valid_on(tree.day), unit__in=units & set(within), kind=kind)
    people = Person.objects.filter(pk__in=there.values("person"))
    wanted = [str(standing) for standing in standings]
    if wanted:
        stood = PartyStanding.objects.filter(valid_on(tree.day), status__in=wanted)
        people = people.filter(pk__in=stood.values("person"))
    return people


@dataclass(frozen=True)
class CoverageWarning:
    """One unit at which the coverage warns, with the number and the rule behind it."""

    kind: CoverageKind
    unit_id: int
    count: int
    rule: CoverageRule

    @property
    def standings(self) -> tuple[str, ...]:
        """The standings that were counted."""
        return MEMBERS if self.kind == CoverageKind.LARGE_BRANCH else MEMBERS[:1]

    @property
    def counts_below(self) -> bool:
        """Whether the units below were counted too."""
        return self.kind == CoverageKind.NO_COMMITTEE


def rules_on(day: date) -> dict[str, CoverageRule]:
    """Return the thresholds of a day by the kind of warning."""
    return {rule.kind: rule for rule in CoverageRule.objects.filter(valid_on(day))}


def warnings_on(tree: UnitTree, units: set[int] | None = None) -> list[CoverageWarning]:
    """Return what the coverage of a day warns of (at these units), in three queries."""
    rules = rules_on(tree.day)
    concerned = None if units is None else {pk for unit in units for pk in tree.below(unit)}
    numbers = _standing_counts(tree.day, concerned)
    with_committee = set(
        Committee.objects.filter(valid_on(tree.day), kind=CommitteeKind.COMMITTEE).values_list(
            "unit_id", flat=True
        )
    )
    found = []
    for unit in tree.units.values():
        if unit.kind not in PARTY_KINDS or (units is not None and unit.pk not in units):
            continue
        full = numbers.get((unit.pk, MEMBERS[0]), 0)
        members = full + numbers.get((unit.pk, MEMBERS[1]), 0)
        full_below = sum(numbers.get((pk, MEMBERS[0]), 0) for pk in tree.below(unit.pk))
        is_branch = unit.kind == UnitKind.BRANCH
        cases = (
            (CoverageKind.NO_BRANCH, full, not is_branch, 0),
            (CoverageKind.LARGE_BRANCH, members, is_branch, 1),
            (CoverageKind.NO_COMMITTEE, full_below, unit.pk not in with_committee, 0),
        )
        for kind, count, applies, beyond in cases:
            rule = rules.get(kind)
            if rule is not None and applies and count >= rule.threshold + beyond:
                found.append(CoverageWarning(kind, unit.pk, count, rule))
    return found


def _standing_counts(day: date, units: set[int] | None) -> dict[tuple[int, str], int]:
    """Return how many members of each standing have their organization relation in each (of these) units."""
    status = "person__standings__status"
    stands = Q(person__standings__status__in=MEMBERS) & valid_on(day, "person__standings__")
    if day == clock.today():
        status, stands = "person__party_status", Q(person__party_status__in=MEMBERS)
    rows = Membership.objects.filter(valid_on(day), stands, kind=MembershipKind.RELATION)
    if units is not None and len(units) <= MANY:
        rows = rows.filter(unit__in=units)
    counted = rows.order_by().values_list("unit_id", status).annotate(people=Count("pk"))
    return {(unit_id, standing): people for unit_id, standing, people in counted}
