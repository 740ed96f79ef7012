"""What a row of a list must agree with: the units one keeps, the people who are there, the other rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models.functions import Lower

from accounts.models import User
from core import clock
from organization.authority import units_allowed
from organization.models import Membership, Person, Unit
from organization.roster.authority import belongs_to
from organization.roster.columns import Entry, Finding, hide
from organization.types import MembershipKind, Subject, Verb

Span = tuple[str, date, date | None]
"""A kind of membership with its first and last day."""


@dataclass
class _Seen:
    """What earlier rows said of one staff number."""

    row: int
    name: str
    spans: list[tuple[int, Span]] = field(default_factory=list)


class Checker:
    """Asks of each block of rows what the database and the earlier rows say; a few queries a block."""

    def __init__(self, by: User) -> None:
        """Read the units whose roster `by` keeps."""
        managed = units_allowed(by, Verb.MANAGE, Subject.ROSTER)
        self.units: dict[str, Unit] = {unit.code.lower(): unit for unit in managed}
        self.known: dict[str, int] = {}
        self.entered: dict[str, int] = {}
        self.new_people = 0
        self._managed = managed
        self._seen: dict[str, _Seen] = {}

    def check(self, entries: list[Entry]) -> list[Finding]:
        """Return what is wrong with these rows; `known` then names the people who were there before.

        Who was entered from earlier rows (`entered`) is judged by those rows alone.
        """
        people = self._people(entries)
        spans = self._spans(people)
        found: list[Finding] = []
        for entry in entries:
            unit = self.units.get(entry.unit_code.lower())
            if unit is None:
                found.append(Finding(entry.row, "unit_code", entry.unit_code[:100], "unit_unknown"))
                continue
            found += self._check_person(entry, people)
            found += _check_unit(entry, unit)
            found += self._check_spans(entry, unit, people, spans)
        return found

    def _people(self, entries: Iterable[Entry]) -> dict[str, tuple[int, str, bool]]:
        """Return the people with these numbers: number → id, name, whether one may add to them.

        One may, when they are of one's own roster or left and belong nowhere now.
        """
        today = clock.today()
        numbers = {entry.staff_number.lower() for entry in entries} - self.entered.keys()
        found = (
            Person.objects.annotate(number_key=Lower("staff_number"))
            .filter(number_key__in=numbers)
            .annotate(
                is_own=belongs_to(self._managed.values("pk"), today),
                is_somewhere=belongs_to(Unit.objects.values("pk"), today),
            )
            .values_list("number_key", "pk", "name", "is_own", "is_somewhere")
        )
        return {
            number: (pk, name, is_own or not is_somewhere) for number, pk, name, is_own, is_somewhere in found
        }

    def _spans(self, people: dict[str, tuple[int, str, bool]]) -> dict[int, list[Span]]:
        spans: dict[int, list[Span]] = {}
        rows = Membership.objects.filter(person__in=[pk for pk, _name, _own in people.values()])
        for pk, kind, start, end in rows.values_list("person", "kind", "valid_from", "valid_to"):
            spans.setdefault(pk, []).append((kind, start, end))
        return spans

    def _check_person(self, entry: Entry, people: dict[str, tuple[int, str, bool]]) -> Iterable[Finding]:
        key = entry.staff_number.lower()
        value = hide("staff_number", entry.staff_number)
        seen = self._seen.get(key)
        if seen is not None and seen.name != entry.name:
            yield Finding(entry.row, "staff_number", value, "number_twice", {"row": seen.row})
        if key in people:
            pk, name, is_own = people[key]
            if not is_own or name != entry.name:
                yield Finding(entry.row, "staff_number", value, "number_taken")
            self.known[key] = pk
        elif seen is None:
            self.new_people += 1

    def _check_spans(
        self,
        entry: Entry,
        unit: Unit,
        people: dict[str, tuple[int, str, bool]],
        spans: dict[int, list[Span]],
    ) -> Iterable[Finding]:
        key = entry.staff_number.lower()
        span = (MembershipKind.of_unit(unit.kind).value, entry.since, entry.until)
        seen = self._seen.setdefault(key, _Seen(entry.row, entry.name))
        value = hide("staff_number", entry.staff_number)
        for row, other in seen.spans:
            if _overlap(span, other):
                yield Finding(entry.row, "staff_number", value, "overlap_file", {"row": row})
                break
        if key in people and any(_overlap(span, other) for other in spans.get(people[key][0], [])):
            yield Finding(entry.row, "since", entry.since.isoformat(), "overlap")
        seen.spans.append((entry.row, span))


def _check_unit(entry: Entry, unit: Unit) -> Iterable[Finding]:
    if entry.since < unit.valid_from:
        about = {"day": unit.valid_from.isoformat()}
        yield Finding(entry.row, "since", entry.since.isoformat(), "unit_not_yet", about)
    if unit.valid_to is not None and (entry.until is None or entry.until > unit.valid_to):
        day = entry.until.isoformat() if entry.until else ""
        yield Finding(entry.row, "until", day, "unit_ended", {"day": unit.valid_to.isoformat()})


def _overlap(one: Span, other: Span) -> bool:
    kind, start, end = one
    other_kind, other_start, other_end = other
    return (
        kind == other_kind
        and (end is None or other_start <= end)
        and (other_end is None or start <= other_end)
    )
