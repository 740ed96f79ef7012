"""Which lists of mobile members there are, and what today says of each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from organization.authority import AnyUser, HeldGrants
from organization.models import Unit
from organization.relations import stays
from organization.relations.models import MobileStay
from organization.relations.rulebook import read_rules
from organization.relations.stays import StayFacts
from organization.relations.types import StayKind
from organization.types import Subject, Verb

LABELS: dict[str, str | Promise] = {
    "out": pgettext_lazy("mobile members", "Away"),
    "contact": pgettext_lazy("mobile members", "Contact is due"),
    "advised": pgettext_lazy("mobile members", "Transfer advised"),
    "silent": pgettext_lazy("mobile members", "Without contact"),
    "late": pgettext_lazy("mobile members", "Return has passed"),
    "in": pgettext_lazy("mobile members", "From outside"),
    "ended": pgettext_lazy("mobile members", "Ended"),
}
"""The lists in their order; the first is shown unless another is asked for."""

Row = tuple[MobileStay, StayFacts | None]


@dataclass(frozen=True)
class MobileLists:
    """The mobile members that somebody sees today, by list."""

    judged: dict[str, list[Row]]
    ended: QuerySet[MobileStay]

    def counts(self) -> dict[str, int]:
        """Return how many rows each list has."""
        return {key: len(rows) for key, rows in self.judged.items()} | {"ended": self.ended.count()}

    def rows(self, key: str) -> list[Row]:
        """Return the rows of a list."""
        return [(stay, None) for stay in self.ended] if key == "ended" else self.judged[key]


def list_stays(user: AnyUser, held: HeldGrants, today: date) -> MobileLists:
    """Return the lists of the mobile members in the user's reach."""
    found, rules = stays.stays_in_reach(user, held), read_rules()
    open_ones = stays.with_last_contact(found.filter(ended_on=None)).order_by("began_on", "pk")
    rows = [(stay, stays.judge_stay(stay, stay.last_contact, rules, today)) for stay in open_ones]
    judged: dict[str, list[Row]] = {
        "out": [row for row in rows if row[0].kind == StayKind.OUT],
        "contact": [row for row in rows if row[1].is_contact_due],
        "advised": [row for row in rows if row[1].advised_on],
        "silent": [row for row in rows if row[1].without_contact_since],
        "late": [row for row in rows if row[1].return_passed],
        "in": [row for row in rows if row[0].kind == StayKind.IN],
    }
    return MobileLists(judged, found.exclude(ended_on=None).order_by("-ended_on", "-pk"))


@dataclass(frozen=True)
class UnitSum:
    """How many mobile members a unit has today; a superior sees these numbers and no names."""

    unit: Unit
    away: int
    abroad: int
    overdue: int
    guests: int


def sum_stays(held: HeldGrants, today: date) -> list[UnitSum]:
    """Return the numbers of each unit in the superior's scope that has mobile members, in three queries."""
    units = held.units_allowed(Verb.VIEW, Subject.MOBILE_SUMS)
    concerned = Q(home_unit__in=units) | Q(host_unit__in=units)
    found = MobileStay.objects.filter(concerned, ended_on=None)
    away, abroad, overdue, guests = Counter[int](), Counter[int](), Counter[int](), Counter[int]()
    rules = read_rules()
    for stay in stays.with_last_contact(found):
        if stay.host_unit_id is not None:
            guests[stay.host_unit_id] += 1
        if stay.kind == StayKind.IN or stay.home_unit_id is None:
            continue
        away[stay.home_unit_id] += 1
        abroad[stay.home_unit_id] += stay.is_abroad
        facts = stays.judge_stay(stay, stay.last_contact, rules, today)
        overdue[stay.home_unit_id] += facts.is_contact_overdue
    named = units.filter(pk__in=away.keys() | guests.keys()).order_by("path")
    return [
        UnitSum(unit, away[unit.pk], abroad[unit.pk], overdue[unit.pk], guests[unit.pk]) for unit in named
    ]
