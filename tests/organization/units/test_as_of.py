"""Units and people move through a year: each day's answer is what a replay of the operations gives."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from organization import services as kernel
from organization import tree
from organization.models import Membership, Post, Unit, valid_on
from organization.types import PartyStatus, UnitKind
from organization.units import reorganizing, services
from organization.units.queries import standings_on, tree_on
from organization.units.reorganizing import Part
from support.people import make_person, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F048")]

FIRST = date(2025, 1, 1)
DAYS = 365
STATUSES = (PartyStatus.PROBATIONARY, PartyStatus.FULL_MEMBER, PartyStatus.EMPLOYEE)


@dataclass
class Oracle:
    """The world of one day in plain dictionaries, and a copy of it for every day that has passed."""

    parents: dict[int, int | None] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    standings: dict[int, str] = field(default_factory=dict)
    posts: dict[int, int] = field(default_factory=dict)

    def copy(self):
        return Oracle(*(dict(part) for part in vars(self).values()))

    def under(self, unit, above):
        """Return whether a unit lies below another or is it."""
        while unit is not None and unit != above:
            unit = self.parents[unit]
        return unit is not None

    def end(self, unit, successor):
        """Take a unit away; everything of it goes to the successor, and its posts end."""
        self.parents = {
            child: successor if above == unit else above
            for child, above in self.parents.items()
            if child != unit
        }
        self.names.pop(unit)
        self.places = {person: successor if at == unit else at for person, at in self.places.items()}
        self.posts = {person: at for person, at in self.posts.items() if at != unit}


def _attempt(action, **arguments):
    """Run a service as the program; return its answer, or nothing when it refuses."""
    try:
        with transaction.atomic():
            return action(by=None, **arguments)
    except DomainError:
        return None


class Year:
    """A small enterprise to which things happen, both in the product and in the oracle."""

    def __init__(self):
        root = make_unit("党委", kind=UnitKind.PARTY_COMMITTEE, valid_from=FIRST)
        branches = [make_unit(f"支部{n}", parent=root, valid_from=FIRST) for n in range(4)]
        people = [make_person(branches[n % 4], username=None, valid_from=FIRST) for n in range(5)]
        self.root, self.people, self.count = root.pk, people, 0
        self.now = Oracle(
            {root.pk: None} | {branch.pk: root.pk for branch in branches},
            {root.pk: "党委"} | {branch.pk: branch.name for branch in branches},
            {person.pk: branches[n % 4].pk for n, person in enumerate(people)},
            {person.pk: PartyStatus.FULL_MEMBER.value for person in people},
            {},
        )
        self.history = {}

    def unit(self, number):
        """Return one of the living branches."""
        living = sorted(pk for pk in self.now.parents if pk != self.root)
        return Unit.objects.get(pk=living[number % len(living)])

    def happen(self, day, what, one, two, three):
        """Let one thing happen on a day; the oracle says what must come of it, and whether it can."""
        now, unit, other = self.now, self.unit(one), self.unit(two)
        person = self.people[three % len(self.people)]
        if what == "rename":
            done = _attempt(services.rename_unit, unit=unit, name=f"新名{three}", on=day)
            assert done is not None
            now.names[unit.pk] = f"新名{three}"
        elif what == "move":
            target = Unit.objects.get(pk=self.root) if three % 3 == 0 else other
            possible = not now.under(target.pk, unit.pk)
            done = _attempt(services.move_unit, unit=unit, parent=target, on=day)
            assert (done is not None) == possible
            if done is not None:
                now.parents[unit.pk] = target.pk
        elif what == "merge":
            possible = not now.under(other.pk, unit.pk)
            done = _attempt(reorganizing.merge_units, units=[unit], into=other, on=day, reason="调整")
            assert (done is not None) == possible
            if done is not None:
                now.end(unit.pk, other.pk)
        elif what == "split":
            self.count += 1
            leaving = [pk for pk, at in sorted(now.places.items()) if at == unit.pk][: three % 3]
            part = Part(name=f"分{self.count}", code=f"S{unit.pk}-{self.count}", people=leaving)
            (new,) = _attempt(reorganizing.split_unit, unit=unit, parts=[part], on=day, reason="分设")
            now.parents[new.pk], now.names[new.pk] = now.parents[unit.pk], part.name
            for pk in leaving:
                now.places[pk] = new.pk
                if now.posts.get(pk) == unit.pk:
                    del now.posts[pk]
        elif what == "dissolve":
            busy = unit.pk in now.places.values() or unit.pk in now.parents.values()
            done = _attempt(reorganizing.dissolve_unit, unit=unit, last_day=day - timedelta(1), reason="撤销")
            assert (done is not None) != busy
            if done is not None:
                now.end(unit.pk, None)
        elif what == "transfer":
            current = person.memberships.get(valid_on(day))
            kernel.leave_unit(membership=current, last_day=day - timedelta(1), by=None)
            kernel.join_unit(person=person, unit=unit, valid_from=day, by=None)
            now.places[person.pk] = unit.pk
        elif what == "standing":
            status = STATUSES[one % len(STATUSES)]
            kernel.change_standing(person=person, status=status, valid_from=day, by=None)
            now.standings[person.pk] = status.value
        elif what == "post" and person.pk not in now.posts:
            kernel.give_post(person=person, unit=unit, kind="publicity_commissioner", valid_from=day, by=None)
            now.posts[person.pk] = unit.pk
        self.history[day] = now.copy()


def _answers(day):
    """Return what the product says of a day, in the oracle's form."""
    found = tree_on(day)
    people = Membership.objects.filter(valid_on(day)).values_list("person_id", "unit_id")
    posts = Post.objects.filter(valid_on(day)).values_list("person_id", "unit_id")
    return Oracle(
        {pk: found.parent_id(pk) for pk in found.units},
        {pk: found.name(pk) for pk in found.units},
        dict(people),
        standings_on(Membership.objects.values("person"), on=day),
        dict(posts),
    )


THINGS = st.sampled_from(
    ["rename", "move", "merge", "split", "dissolve", "transfer", "standing", "post", "move", "merge"]
)
NUMBERS = st.integers(0, 11)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(THINGS, NUMBERS, NUMBERS, NUMBERS), min_size=8, max_size=14))
def test_every_day_of_a_year_answers_as_it_did_then(db, things):
    with transaction.atomic():
        # given a year in which something happens every month or oftener
        year = Year()
        year.history[FIRST] = year.now.copy()
        step = DAYS // (len(things) + 1)
        for number, (what, one, two, three) in enumerate(things, start=1):
            if len(year.now.parents) < 3:
                break
            year.happen(FIRST + timedelta(number * step), what, one, two, three)
        # then each day is what it was, up to the eve of the next change
        days = sorted(year.history)
        for day, following in zip(days, [*days[1:], FIRST + timedelta(DAYS)], strict=True):
            wanted = year.history[day]
            assert _answers(day) == wanted
            assert _answers(following - timedelta(1)) == wanted
        # and the paths of today are those of the edges
        tree.refresh(on=FIRST + timedelta(DAYS))
        assert Unit.find_problems() == ([], [], [], [], [])
        last = year.history[days[-1]]
        for unit in Unit.objects.filter(pk__in=last.parents):
            above = unit.get_parent()
            assert (above.pk if above else None) == last.parents[unit.pk]
        transaction.set_rollback(True)
