"""The machine against an oracle of its own: any order, any day, any result, corrections and ends.

The oracle knows the order of the 25 steps as a plain list and counts months by itself; it shares no
code with the product.
"""

import calendar
import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core import clock
from core.errors import DomainError
from organization.development import queries, services
from organization.development.types import Result
from support.development import APPLIED, filled_in, make_applicant, make_office

NOW = clock.day_start(date(2032, 1, 1))
NEEDS = {1: [], 5: [3], 6: [4, 5], 9: [8], 10: [8], 11: [8], 12: [9, 10, 11]}
JUDGED = {3, 6, 7, 10, 11, 12, 13, 15, 17}
STANDS = {3: "activist", 7: "candidate", 17: "probationary", 24: "full_member"}
WITHIN = {2: (1, 1), 15: (13, 1), 17: (15, 3)}


def months_after(day, count):
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class Oracle:
    """What a careful clerk would keep on paper."""

    def __init__(self):
        self.days, self.last, self.standing = {1: APPLIED}, {1: APPLIED}, ("employee", None)
        self.extended, self.closed, self.examined = None, False, None
        self.book = [(1, APPLIED, "done", 0)]

    def needs(self, number):
        return NEEDS.get(number, [number - 1])

    def possible(self, number):
        if self.closed or any(one not in self.days for one in self.needs(number)):
            return False
        if number not in self.days:
            return True
        followed = {6: 7, 21: 22}.get(number)
        return followed is not None and followed not in self.days

    def earliest(self, number):
        day = max([self.days[one] for one in self.needs(number)] + [self.last.get(number, APPLIED)])
        if number == 7:
            day = max(day, months_after(self.days[3], 12))
        if number == 23:
            day = max(day, months_after(self.days[15], 12 + (self.extended or 0)))
        return day

    def late(self, number, day):
        if number == 6:
            return day > months_after(self.examined or self.days[3], 6)
        if number not in WITHIN:
            return False
        since, count = WITHIN[number]
        return day > months_after(self.days[since], count)

    def allows(self, number, day, result, months, reason):
        if not self.possible(number) or day < self.earliest(number):
            return False
        if self.late(number, day) and not reason:
            return False
        if number == 17 and result == "passed" and day > months_after(self.days[15], 6):
            return False
        if result == "extended":
            return self.extended is None and 6 <= months <= 12
        return True

    def write(self, number, day, result, months):
        self.book.append((number, day, result, months))
        self.last[number] = day
        if number == 6:
            self.examined = day
        if result == "not_passed":
            for again in {17: (15, 16), 24: (23,)}.get(number, ()):
                self.days.pop(again, None)
        elif number == 24 and result == "extended":
            self.extended = months
            for again in (21, 22, 23):
                del self.days[again]
        elif number == 24 and result == "cancelled":
            self.closed, self.standing = True, ("employee", day)
        else:
            self.days[number] = day
            if number in STANDS:
                self.standing = (STANDS[number], self.days[15] if number == 17 else day)
            self.closed = number == 25

    def without_last(self):
        other = Oracle()
        for number, day, result, months in self.book[1:-1]:
            other.write(number, day, result, months)
        return other


class CaseMachine(RuleBasedStateMachine):
    """One case; each example runs in a transaction that is taken back."""

    office: Any = None
    deepest = 0

    @initialize()
    def begin(self):
        self.atomic, self.frozen = transaction.atomic(), clock.frozen_at(NOW)
        self.atomic.__enter__()
        self.frozen.__enter__()
        person = make_applicant(self.office.branch)
        values = filled_in(1, APPLIED, self.office)
        self.case = services.open_case(
            person=person, unit=self.office.branch, values=values, by=self.office.secretary
        )
        self.oracle = Oracle()

    def _try(self, number, day, result, months, reason):
        told = {"result": Result(result), "reason": reason}
        if months:
            told["extension_months"] = months
        if result == "not_passed":
            told |= {"votes_for": 5, "votes_against": 9}
        values = filled_in(number, day, self.office, **told)
        expected = self.oracle.allows(number, day, result, months, reason)
        try:
            with transaction.atomic():
                services.record_step(
                    case=self.case, number=number, values=values, by=self.office.officer(number)
                )
        except DomainError:
            assert not expected, (number, day, result)
            return
        assert expected, (number, day, result)
        self.oracle.write(number, day, result, months)

    @rule(number=st.integers(2, 25), ahead=st.integers(-40, 800), reason=st.sampled_from(["", "说明"]))
    def any_step_on_any_day(self, number, ahead, reason):
        result = "passed" if number in JUDGED | {23, 24} else "done"
        self._try(number, max(self.oracle.last.values()) + timedelta(days=ahead), result, 0, reason)

    @rule(
        slacks=st.lists(st.sampled_from([0, 0, 0, 0, -1, 1, -30, 100]), min_size=6, max_size=16),
        reason=st.sampled_from(["说明", "说明", ""]),
    )
    def the_next_steps_about_their_earliest_day(self, slacks, reason):
        for slack in slacks:
            left = [one for one in range(2, 26) if one not in self.oracle.days and self.oracle.possible(one)]
            if not left:
                return
            number = left[-1]
            result = "passed" if number in JUDGED | {23, 24} else "done"
            self._try(number, self.oracle.earliest(number) + timedelta(days=slack), result, 0, reason)

    @precondition(lambda self: 16 in self.oracle.days or 15 in self.oracle.days)
    @rule(
        choice=st.sampled_from([(17, "not_passed"), (24, "not_passed"), (24, "extended"), (24, "cancelled")]),
        months=st.sampled_from([5, 6, 12, 13]),
    )
    def another_end(self, choice, months):
        number, result = choice
        if self.oracle.possible(number):
            day = self.oracle.earliest(number)
            self._try(number, day, result, months if result == "extended" else 0, "说明")

    @precondition(lambda self: len(self.oracle.book) > 1 and not self.oracle.closed)
    @rule()
    def take_the_last_record_back(self):
        last = queries.effective(self.case.records.all())[-1]
        services.correct_step(record=last, values=None, by=self.office.second(last.number), reason="录错")
        self.oracle = self.oracle.without_last()

    @invariant()
    def the_case_says_what_the_paper_says(self):
        if not hasattr(self, "oracle"):
            return
        self.case.refresh_from_db()
        person = self.case.person
        person.refresh_from_db()
        progress = queries.progress_of(self.case)
        assert {number: fact.on for number, fact in progress.done.items()} == self.oracle.days
        status, since = self.oracle.standing
        row = person.standings.get(valid_to=None)
        assert (person.party_status, row.status) == (status, status)
        assert since is None or row.valid_from == since
        assert self.case.is_open is not self.oracle.closed
        rows = list(person.standings.order_by("valid_from"))
        days = [(one.valid_to, two.valid_from) for one, two in itertools.pairwise(rows)]
        assert all(last + timedelta(days=1) == first for last, first in days)
        CaseMachine.deepest = max(CaseMachine.deepest, *self.oracle.days)

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.frozen.__exit__(None, None, None)
            self.atomic.__exit__(None, None, None)


@pytest.mark.django_db
@pytest.mark.capability("F063")
def test_the_machine_does_what_the_oracle_says():
    CaseMachine.office, CaseMachine.deepest = make_office(), 0
    run_state_machine_as_test(
        CaseMachine,
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            # Shrinking replays whole cases against the database: minutes for a shorter message.
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert CaseMachine.deepest >= 15, "the examples did not get far enough to say much"


@pytest.mark.django_db
@pytest.mark.capability("F063")
def test_a_standing_of_the_same_day_outlives_the_one_that_is_taken_back():
    # given: from the candidate's day to the branch meeting and the approval all on one day
    office = make_office()
    with clock.frozen_at(NOW):
        person = make_applicant(office.branch)
        values = filled_in(1, APPLIED, office)
        case = services.open_case(person=person, unit=office.branch, values=values, by=office.secretary)
        late = months_after(APPLIED, 14)
        for number in range(2, 18):
            day = APPLIED if number < 4 else late
            told = {"result": Result("passed" if number in JUDGED else "done"), "reason": "说明"}
            values = filled_in(number, day, office, **told)
            services.record_step(case=case, number=number, values=values, by=office.officer(number))
        person.refresh_from_db()
        assert person.party_status == "probationary"
        # when
        last = queries.effective(case.records.all())[-1]
        services.correct_step(record=last, values=None, by=office.second(last.number), reason="录错")
    # then
    person.refresh_from_db()
    row = person.standings.get(valid_to=None)
    assert (person.party_status, row.status, row.valid_from) == ("candidate", "candidate", late)
