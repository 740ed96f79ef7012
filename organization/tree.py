"""What is kept of today for speed (paths, names, standings), brought in line with the dated rows."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, OuterRef, Q, Subquery

from organization.models import PartyStanding, Person, Unit, UnitEdge, UnitName, overlaps, valid_on


def lock() -> None:
    """Let one change of the tree happen at a time (the whole database on SQLite, the roots elsewhere)."""
    list(Unit.objects.filter(depth=1).select_for_update().values_list("pk", flat=True))


def parents(*, on: date) -> dict[int, int]:
    """Return the parent of each unit that hangs below one on a day."""
    return dict(UnitEdge.objects.filter(valid_on(on)).values_list("unit_id", "parent_id"))


def ancestor_ids(unit: Unit, *, on: date) -> set[int]:
    """Return the ids of all units above a unit on a day."""
    above = parents(on=on)
    found: set[int] = set()
    current = above.get(unit.pk)
    while current is not None and current not in found:
        found.add(current)
        current = above.get(current)
    return found


def placed(*, on: date) -> dict[int, int]:
    """Return where each unit belongs on a day, with those that have ended, or not begun, beside the living.

    A unit that has ended keeps the place of its last day, so that whoever is above it still reads its
    history; one that has not begun already has the place of its first day.
    """
    found = parents(on=on)
    ended = Q(unit__valid_to__lt=on, valid_to=F("unit__valid_to"))
    to_come = Q(unit__valid_from__gt=on, valid_from=F("unit__valid_from"))
    found.update(UnitEdge.objects.filter(ended | to_come).values_list("unit_id", "parent_id"))
    return found


def would_circle(unit_id: int, parent_id: int, *, start: date, end: date | None) -> bool:
    """Return whether a unit, hung below a parent in these days, would on some day lie below itself."""
    edges = list(
        UnitEdge.objects.filter(overlaps(start, end))
        .exclude(unit=unit_id)
        .values_list("unit_id", "parent_id", "valid_from", "valid_to")
    )
    for day in {start, *(first for _unit, _parent, first, _last in edges if first > start)}:
        above = {
            unit: parent
            for unit, parent, first, last in edges
            if first <= day and (last is None or last >= day)
        }
        current: int | None = parent_id
        for _step in range(len(above) + 1):
            if current is None:
                break
            if current == unit_id:
                return True
            current = above.get(current)
    return False


def refresh(*, on: date) -> list[int]:
    """Move every unit whose path differs from the edges of a day; return the ids of those moved."""
    wanted = placed(on=on)
    by_path: dict[str, int] = dict(Unit.objects.values_list("path", "pk"))
    step = Unit.steplen
    cached = {pk: by_path.get(path[:-step]) for path, pk in by_path.items() if len(path) > step}
    moved = [pk for pk in by_path.values() if cached.get(pk) != wanted.get(pk)]
    # From the top down, so that no unit is moved below one that is still its own descendant.
    for pk in sorted(moved, key=lambda pk: _depth(pk, wanted)):
        unit = Unit.objects.get(pk=pk)
        parent_id = wanted.get(pk)
        if parent_id is None:
            unit.move(Unit.get_last_root_node(), "last-sibling")
        else:
            unit.move(Unit.objects.get(pk=parent_id), "last-child")
    return moved


def _depth(pk: int, above: dict[int, int]) -> int:
    depth, current = 0, above.get(pk)
    while current is not None and depth <= len(above):
        depth, current = depth + 1, above.get(current)
    return depth


def refresh_names(*, on: date) -> int:
    """Give every unit the name that it bears on a day; return how many had another."""
    stale = UnitName.objects.filter(valid_on(on)).exclude(
        name=F("unit__name"), short_name=F("unit__short_name")
    )
    borne = UnitName.objects.filter(valid_on(on), unit=OuterRef("pk"))
    return Unit.objects.filter(pk__in=list(stale.values_list("unit_id", flat=True))).update(
        name=Subquery(borne.values("name")[:1]), short_name=Subquery(borne.values("short_name")[:1])
    )


def refresh_standings(*, on: date, people: Iterable[int] | None = None) -> int:
    """Give everybody (or these) the party status of a day; return how many had another."""
    whose = Q() if people is None else Q(person__in=list(people))
    stale = PartyStanding.objects.filter(valid_on(on), whose).exclude(status=F("person__party_status"))
    held = PartyStanding.objects.filter(valid_on(on), person=OuterRef("pk"))
    return Person.objects.filter(pk__in=list(stale.values_list("person_id", flat=True))).update(
        party_status=Subquery(held.values("status")[:1])
    )
