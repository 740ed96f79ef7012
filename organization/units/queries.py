"""The tree, the names and the standings as of a day: a handful of queries, whatever the size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from organization.models import PartyStanding, Person, UnitEdge, UnitName, valid_on
from organization.types import UnitKind

_RANK = {kind: rank for rank, kind in enumerate(UnitKind.values)}


@dataclass(frozen=True)
class UnitThen:
    """A unit as it was on a day."""

    pk: int
    code: str
    kind: str
    name: str
    short_name: str

    def __str__(self) -> str:
        return self.short_name or self.name


@dataclass(frozen=True)
class UnitTree:
    """The units of one day, with their names and places on that day."""

    day: date
    units: dict[int, UnitThen]
    _parents: dict[int, int]
    _children: dict[int | None, list[int]] = field(default_factory=dict)

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self.units

    def parent_id(self, unit_id: int) -> int | None:
        """Return the superior of a unit; none for a root and for a unit that did not exist."""
        return self._parents.get(unit_id)

    def children(self, unit_id: int | None) -> list[int]:
        """Return the units directly below, by kind and code; for none the units without a superior."""
        return self._children.get(unit_id, [])

    def below(self, unit_id: int) -> set[int]:
        """Return the unit and everything below it; nothing when it did not exist."""
        if unit_id not in self.units:
            return set()
        found = {unit_id}
        waiting = [unit_id]
        while waiting:
            for child in self.children(waiting.pop()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return found

    def path(self, unit_id: int) -> list[int]:
        """Return the units from the root down to this one, itself included."""
        found: list[int] = []
        current: int | None = unit_id if unit_id in self.units else None
        while current is not None and current not in found:
            found.append(current)
            current = self._parents.get(current)
        return found[::-1]

    def name(self, unit_id: int) -> str:
        """Return what the unit was called; empty when it did not exist."""
        unit = self.units.get(unit_id)
        return unit.name if unit else ""

    def short_name(self, unit_id: int) -> str:
        """Return the short name, or the whole one where there was no short one."""
        unit = self.units.get(unit_id)
        return str(unit) if unit else ""

    def path_names(self, unit_id: int) -> list[str]:
        """Return the names from the root down to this unit."""
        return [self.name(pk) for pk in self.path(unit_id)]


def tree_on(day: date) -> UnitTree:
    """Return the whole tree of a day, in two queries."""
    rows = (
        UnitName.objects.filter(valid_on(day), valid_on(day, "unit__"))
        .order_by()
        .values_list("unit_id", "unit__code", "unit__kind", "name", "short_name")
    )
    units = {row[0]: UnitThen(*row) for row in sorted(rows, key=lambda row: (_RANK.get(row[2], 9), row[1]))}
    edges = UnitEdge.objects.filter(valid_on(day)).values_list("unit_id", "parent_id")
    parents = {unit: parent for unit, parent in edges if unit in units and parent in units}
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk in units:
        children[parents.get(pk)].append(pk)
    return UnitTree(day, units, parents, dict(children))


def unit_names_on(day: date, units: Iterable[int] | None = None) -> dict[int, str]:
    """Return what each unit (or each of these ids) was called on a day, in one query."""
    names = UnitName.objects.filter(valid_on(day))
    if units is not None:
        names = names.filter(unit__in=units)
    return dict(names.values_list("unit_id", "name"))


def standings_on(people: Iterable[Person | int] | QuerySet[Person], *, on: date) -> dict[int, str]:
    """Return how each of these people (or ids) stood on a day; who is not known then is not named."""
    standings = PartyStanding.objects.filter(valid_on(on), person__in=people)
    return dict(standings.values_list("person_id", "status"))


def standing_in(statuses: Iterable[str], *, on: date) -> QuerySet[PartyStanding]:
    """Return the standings of a day that are one of these; join them by `person`."""
    return PartyStanding.objects.filter(valid_on(on), status__in=list(statuses))
