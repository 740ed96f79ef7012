"""The roster as of a day: filtered, ordered, counted, a page at a time.

A page costs the same number of queries whatever the size of the roster. A position in the list is a
person's id: the key by which it sorts stays on the server, because it would spell out a masked name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from core import clock
from core.errors import NotFound
from organization.models import Membership, PartyStanding, Person, valid_on
from organization.names import mask_name
from organization.roster.authority import RosterScope, belongs_to, detail_of
from organization.roster.types import Detail, ListOrder
from organization.types import MembershipKind, PartyStatus
from organization.units.queries import UnitTree, tree_on

PAGE_SIZE = 30
_KEYS = {
    ListOrder.PINYIN: "name_pinyin",
    ListOrder.STROKES: "name_strokes",
    ListOrder.NUMBER: "number_key",
}


@dataclass(frozen=True)
class RosterFilter:
    """What a reader asked the roster for."""

    on: date
    unit_id: int | None = None
    standing: str = ""
    text: str = ""
    order: ListOrder = ListOrder.PINYIN


@dataclass(frozen=True)
class RosterRow:
    """One person as this reader may see them."""

    person_id: int
    name: str
    detail: Detail
    unit: str
    group: str
    staff_number: str = ""
    standing: str = ""
    joined_on: date | None = None

    @property
    def standing_label(self) -> str:
        """The word for the standing."""
        return str(PartyStatus(self.standing).label) if self.standing else ""


@dataclass(frozen=True)
class RosterPage:
    """One page of rows with the counts of the whole list; `after` and `before` lead on and back."""

    rows: tuple[RosterRow, ...]
    total: int
    standings: dict[str, int]
    units: tuple[tuple[int, str, int], ...]
    after: int | None
    before: int | None
    tree: UnitTree


def read_page(
    scope: RosterScope,
    wanted: RosterFilter,
    *,
    after: int | None = None,
    before: int | None = None,
    size: int = PAGE_SIZE,
) -> RosterPage:
    """Return a page of the roster behind (or before) a person, with the counts that open rows."""
    tree = tree_on(wanted.on)
    everyone = find_people(scope, replace(wanted, standing=""), tree)
    counted = everyone.values("standing").annotate(people=Count("pk")).order_by("standing")
    standings = {str(row["standing"]): int(row["people"]) for row in counted}
    total = standings.get(wanted.standing, 0) if wanted.standing else sum(standings.values())
    people = everyone.filter(standing=wanted.standing) if wanted.standing else everyone
    found, more, less = _slice(people, wanted, after=after, before=before, size=size)
    return RosterPage(
        rows=tuple(_rows(scope, found, wanted.on, tree)),
        total=total,
        standings=standings,
        units=tuple(_unit_counts(scope, people, wanted, tree)),
        after=found[-1] if more else None,
        before=found[0] if less else None,
        tree=tree,
    )


def find_people(scope: RosterScope, wanted: RosterFilter, tree: UnitTree) -> QuerySet[Any]:
    """Return everybody in scope whom the filter asks for, with `standing` and `number_key`, unordered."""
    people: QuerySet[Any] = with_standing(scope.people(wanted.on), wanted.on)
    if wanted.unit_id is not None:
        if not scope.units.filter(pk=wanted.unit_id).exists():
            raise NotFound
        below = scope.units.filter(pk__in=tree.below(wanted.unit_id) or {wanted.unit_id})
        people = people.filter(belongs_to(below.values("pk"), wanted.on))
    if wanted.standing:
        people = people.filter(standing=wanted.standing)
    if wanted.text:
        people = people.filter(_matches(scope, wanted))
    return people.order_by()


def ordered(people: QuerySet[Any], order: ListOrder) -> QuerySet[Any]:
    """Return people in the order of the list; those without a staff number stand first by it."""
    return people.order_by(_KEYS[order], "pk")


def with_standing(people: QuerySet[Person], day: date) -> QuerySet[Any]:
    """Return people with the `standing` that they had on a day and the key of their staff number."""
    if day == clock.today():
        standing: Any = F("party_status")
    else:
        dated = PartyStanding.objects.filter(valid_on(day), person=OuterRef("pk")).values("status")[:1]
        standing = Coalesce(Subquery(dated), Value(PartyStatus.EMPLOYEE.value))
    return people.annotate(standing=standing, number_key=Lower("staff_number"))


def _matches(scope: RosterScope, wanted: RosterFilter) -> Q:
    """Return the condition of the text: parts of names only where the reader reads names.

    Where names are masked a whole name or number finds its person; parts would spell a name out.
    """
    text = wanted.text
    parts = Q(name__icontains=text) | Q(staff_number__istartswith=text)
    if text.isascii() and text.isalpha():
        parts |= Q(name_initials__startswith=text.lower())
    in_full = Q(belongs_to(scope.full, wanted.on))
    in_name = Q(belongs_to(scope.groups, wanted.on)) & Q(name__icontains=text)
    return (in_full & parts) | in_name | Q(name=text) | Q(number_key=text.lower())


def _slice(
    people: QuerySet[Any], wanted: RosterFilter, *, after: int | None, before: int | None, size: int
) -> tuple[list[int], bool, bool]:
    """Return the ids of one page in order, and whether there are more behind it and before it."""
    key = _KEYS[wanted.order]
    start = after or before
    place = people.filter(pk=start).values_list(key, flat=True).first() if start is not None else None
    if place is None:
        found = list(people.order_by(key, "pk").values_list("pk", flat=True)[: size + 1])
        return found[:size], len(found) > size, False
    if after is not None:
        beyond = Q(**{f"{key}__gt": place}) | Q(**{key: place, "pk__gt": start})
        found = list(people.filter(beyond).order_by(key, "pk").values_list("pk", flat=True)[: size + 1])
        return found[:size], len(found) > size, True
    ahead = Q(**{f"{key}__lt": place}) | Q(**{key: place, "pk__lt": start})
    found = list(people.filter(ahead).order_by(f"-{key}", "-pk").values_list("pk", flat=True)[: size + 1])
    return found[:size][::-1], True, len(found) > size


def _rows(scope: RosterScope, ids: list[int], day: date, tree: UnitTree) -> Iterator[RosterRow]:
    people = scope.with_detail(with_standing(Person.objects.filter(pk__in=ids), day), day)
    by_id = {person.pk: person for person in people}
    places = places_on(ids, day)
    for pk in ids:
        yield as_row(by_id[pk], places.get(pk, {}), tree)


def places_on(ids: list[int], day: date) -> dict[int, dict[str, int]]:
    """Return where people belonged on a day: person → kind of membership → unit."""
    places: dict[int, dict[str, int]] = {}
    found = Membership.objects.filter(valid_on(day), person__in=ids).values_list("person", "kind", "unit")
    for person_id, kind, unit_id in found:
        places.setdefault(person_id, {})[kind] = unit_id
    return places


def as_row(person: Any, places: dict[str, int], tree: UnitTree, *, masked: bool = False) -> RosterRow:
    """Return a person as a row, with no more in it than the reader may see."""
    detail = detail_of(person)
    relation, group = places.get(MembershipKind.RELATION), places.get(MembershipKind.GROUP)
    row = RosterRow(
        person_id=person.pk,
        name=mask_name(person.name) if masked or detail is Detail.MASKED else person.name,
        detail=detail,
        unit=tree.name(relation) if relation else "",
        group=tree.name(group) if group else "",
    )
    if detail is not Detail.FULL:
        return row
    return replace(
        row,
        staff_number=person.staff_number,
        standing=person.standing,
        joined_on=person.joined_on,
    )


def _unit_counts(
    scope: RosterScope, people: QuerySet[Any], wanted: RosterFilter, tree: UnitTree
) -> Iterator[tuple[int, str, int]]:
    """Return the units one step below the one asked for (or the highest in scope) with their people."""
    related = Membership.objects.filter(
        valid_on(wanted.on),
        kind=MembershipKind.RELATION,
        person__in=people.values("pk"),
        unit__in=scope.units,
    )
    counted = dict(related.values_list("unit").annotate(people=Count("pk")).order_by())
    seen = set(scope.units.values_list("pk", flat=True))
    if wanted.unit_id is not None:
        shown = [unit_id for unit_id in tree.children(wanted.unit_id) if unit_id in seen]
    else:
        shown = [unit_id for unit_id in seen if tree.parent_id(unit_id) not in seen]
    for unit_id in shown:
        number = sum(counted.get(below, 0) for below in tree.below(unit_id) & seen)
        if number:
            yield unit_id, tree.short_name(unit_id), number
