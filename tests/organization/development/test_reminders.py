"""What the day reminds of: to-dos for the right officers, each once, ended with the step."""

from datetime import date, timedelta

import pytest

from core import clock, outbox
from organization import services as organization
from organization.development import services, tasks
from organization.development.models import StepReminder
from organization.types import Role
from outreach.models import Todo
from support.development import filled_in, make_applicant, open_case, take_steps, usual_day
from support.people import LONG_AGO, make_unit

pytestmark = pytest.mark.django_db


def _remind(day):
    with clock.frozen_at(clock.day_start(day) + timedelta(hours=9)):
        tasks.remind_of_steps.run()
        outbox.drain()


def _todos():
    rows = Todo.objects.open().filter(kind="development").order_by("subject", "user_id")
    return [(row.user, ":".join(row.subject.split(":")[2:])) for row in rows]


@pytest.mark.parametrize(
    ("to", "day", "subject", "above"),
    [
        (1, date(2023, 2, 3), "2:deadline:2023-02-10", False),
        (5, date(2023, 7, 6), "6:examination:2023-07-13", False),
        (14, date(2024, 2, 18), "15:deadline:2024-02-24", False),
        (16, date(2024, 4, 19), "17:deadline:2024-04-26", True),
        (17, date(2025, 1, 19), "23:probation:2025-01-26", False),
    ],
)
def test_a_deadline_is_told_seven_days_before_to_those_who_record_the_step(office, to, day, subject, above):
    # given
    take_steps(open_case(office), office, to=to)
    _remind(day - timedelta(days=8))
    early = [row for row in _todos() if row[1] == subject]
    # when
    _remind(day)
    # then
    who = [user for user, told in _todos() if told == subject]
    officers = [office.admin, office.second_admin] if above else [office.secretary, office.commissioner]
    assert (early, who) == ([], officers)


def test_the_earliest_date_is_told_when_it_has_come(office):
    take_steps(open_case(office), office, to=6)
    _remind(date(2024, 1, 12))
    assert "7:possible:2024-01-13" not in [told for _user, told in _todos()]
    _remind(date(2024, 1, 13))
    assert (office.secretary, "7:possible:2024-01-13") in _todos()


def test_each_thing_is_told_once_and_ends_with_the_step(office):
    # given
    case = open_case(office)
    _remind(date(2023, 2, 5))
    first = list(Todo.objects.values_list("pk", flat=True))
    # when
    _remind(date(2023, 2, 6))
    # then
    assert list(Todo.objects.values_list("pk", flat=True)) == first
    assert StepReminder.objects.count() == 1
    services.record_step(case=case, number=2, values=filled_in(2, usual_day(2), office), by=office.secretary)
    outbox.drain()
    assert _todos() == []
    assert Todo.objects.filter(kind="development").exclude(done_at=None).count() == 2
    _remind(date(2023, 2, 7))
    assert _todos() == []


def test_nobody_is_told_to_work_on_their_own_case(office):
    # given
    person = make_applicant(office.branch)
    organization.grant_role(
        user=person.user,
        role=Role.ORGANIZATION_COMMISSIONER,
        unit=office.branch,
        scope="self",
        valid_from=LONG_AGO,
        by=None,
    )
    open_case(office, person=person)
    # when
    _remind(date(2023, 2, 10))
    # then
    assert [user for user, _told in _todos()] == [office.secretary, office.commissioner]


def test_a_case_that_ended_asks_for_nothing(office):
    case = open_case(office)
    _remind(date(2023, 2, 10))
    services.close_case(case=case, on=date(2023, 2, 1), reason="撤回", by=office.secretary, withdrawn=True)
    outbox.drain()
    assert _todos() == []
    assert Todo.objects.exclude(withdrawn_at=None).count() == 2


def test_the_day_moves_a_case_after_its_person_and_its_work_with_it(office):
    # given
    case = open_case(office)
    _remind(date(2023, 2, 10))
    elsewhere = make_unit("生产党支部", parent=office.committee)
    membership = case.person.memberships.get()
    organization.leave_unit(membership=membership, last_day=clock.today() - timedelta(days=1), by=None)
    organization.join_unit(person=case.person, unit=elsewhere, valid_from=clock.today(), by=None)
    # when
    _remind(clock.today())
    # then
    case.refresh_from_db()
    assert case.unit == elsewhere
    assert _todos() == []
