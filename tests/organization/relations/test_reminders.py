"""What a day reminds of: letters, contacts, posts; each once, to those who can act, ended with its ground."""

from datetime import date, timedelta

import pytest

from core import clock, outbox
from organization import services as organization
from organization.relations import services, staying, tasks, terms
from organization.relations.models import RelationReminder
from organization.types import PostKind, Role
from outreach.models import Notice, Todo
from support.people import LONG_AGO, make_person
from support.relations import register, send

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _begin(time_machine):
    time_machine.move_to(clock.day_start(START) + timedelta(hours=9))


def _remind(day):
    with clock.frozen_at(clock.day_start(day) + timedelta(hours=9)):
        tasks.remind_of_relations.run()
        outbox.drain()


def _todos(user):
    return [(todo.kind, todo.title) for todo in Todo.objects.open().filter(user=user).order_by("pk")]


@pytest.mark.capability("F047")
def test_the_receiver_is_asked_and_the_member_told_and_all_ends_with_the_receipt(offices, drain_outbox):
    # when
    transfer = send(offices)
    drain_outbox()
    # then
    asked = [("transfer", "周望舒：机关党支部 → 生产党支部")]
    assert _todos(offices.receiver) == _todos(offices.second_receiver) == asked
    assert _todos(offices.secretary) == _todos(offices.admin) == []
    own = Notice.objects.filter(recipient=offices.member.user, kind="transfer")
    assert [notice.title for notice in own] == ["转出 · 周望舒：机关党支部 → 生产党支部"]
    # when
    services.receive_transfer(transfer=transfer, by=offices.receiver)
    drain_outbox()
    # then
    assert _todos(offices.receiver) == _todos(offices.second_receiver) == []
    assert Notice.objects.filter(recipient=offices.secretary, kind="transfer").count() == 1
    assert own.all().count() == 2


@pytest.mark.capability("F047")
def test_a_letter_is_recalled_before_its_end_and_after_it_until_it_is_renewed(offices):
    # given: valid for 90 days, a reminder 15 days before
    transfer = send(offices)
    end = transfer.letter_until
    assert end == START + 90 * DAY
    _remind(end - 16 * DAY)
    assert _todos(offices.secretary) == []
    # when
    for day in (end - 15 * DAY, end - 14 * DAY, end):
        _remind(day)
        # then: once, to those who sent it
        assert _todos(offices.secretary) == [("transfer", "周望舒：介绍信即将到期")], day
    _remind(end + DAY)
    assert _todos(offices.secretary) == [("transfer", "周望舒：介绍信已过期，尚未接收")]
    # when
    with clock.frozen_at(clock.day_start(end + DAY) + timedelta(hours=10)):
        services.renew_letter(transfer=transfer, by=offices.secretary)
    _remind(end + 2 * DAY)
    # then
    assert _todos(offices.secretary) == []


@pytest.mark.capability("F100")
def test_contact_and_transfer_are_asked_for_when_their_day_has_come(offices):
    # given
    stay = register(offices, began_on=START)
    _remind(date(2026, 6, 1))
    assert _todos(offices.secretary) == []
    # when
    _remind(date(2026, 6, 2))
    _remind(date(2026, 6, 3))
    # then
    assert _todos(offices.secretary) == [("mobile", "周望舒：应当联系")]
    assert _todos(offices.admin) == []
    # when
    with clock.frozen_at(clock.day_start(date(2026, 6, 3)) + timedelta(hours=10)):
        staying.log_contact(stay=stay, by=offices.secretary, on=date(2026, 6, 3), way="phone")
    _remind(date(2026, 6, 4))
    assert _todos(offices.secretary) == []
    _remind(date(2026, 9, 2))
    assert ("mobile", "周望舒：建议办理组织关系转接") in _todos(offices.secretary)
    # when the member is back
    with clock.frozen_at(clock.day_start(date(2026, 9, 3))):
        staying.end_stay(stay=stay, by=offices.secretary, on=date(2026, 9, 3))
        outbox.drain()
    assert _todos(offices.secretary) == []


@pytest.mark.capability("F047")
def test_a_post_is_recalled_three_times_before_its_end_and_as_vacant_after_it(offices):
    # given
    person, last = make_person(offices.home, name="林嘉禾"), date(2026, 12, 31)
    organization.give_post(
        person=person,
        unit=offices.home,
        kind=PostKind.DISCIPLINE_COMMISSIONER,
        valid_from=START,
        valid_to=last,
        by=None,
    )
    title = ("post", "机关党支部：纪检委员 林嘉禾，任期至 2026-12-31")
    _remind(last - 61 * DAY)
    assert _todos(offices.secretary) == []
    # when / then: one to-do for the unit and the organization side above, three reminders
    for left, sent in ((60, 1), (59, 1), (30, 2), (7, 3), (0, 3)):
        _remind(last - left * DAY)
        assert _todos(offices.secretary) == _todos(offices.admin) == [title], left
        assert RelationReminder.objects.filter(subject__startswith="post:").count() == sent, left
        assert _todos(offices.receiver) == []
    # when nobody follows
    _remind(last + DAY)
    assert _todos(offices.secretary) == [title]
    assert [post.person for post in terms.vacancies(last + DAY)] == [person]
    # when somebody does
    with clock.frozen_at(clock.day_start(last + 2 * DAY)):
        organization.give_post(
            person=make_person(offices.home, name="接任"),
            unit=offices.home,
            kind=PostKind.DISCIPLINE_COMMISSIONER,
            valid_from=last + 2 * DAY,
            by=None,
        )
    _remind(last + 3 * DAY)
    assert _todos(offices.secretary) == _todos(offices.admin) == []


def test_a_post_that_is_taken_over_is_not_recalled(offices):
    # given
    last = START + 20 * DAY
    for name, first, end in (("在任", START, last), ("接任", last + DAY, None)):
        organization.give_post(
            person=make_person(offices.home, name=name),
            unit=offices.home,
            kind=PostKind.DISCIPLINE_COMMISSIONER,
            valid_from=first,
            valid_to=end,
            by=None,
        )
    # when
    _remind(START + DAY)
    _remind(last + DAY)
    # then
    assert _todos(offices.secretary) == []
    assert not RelationReminder.objects.exists()


def test_the_committee_above_is_asked_for_approval_and_its_answer_ends_that(offices, drain_outbox):
    # given
    transfer = send(offices, offices.far)
    drain_outbox()
    assert _todos(offices.admin) == [("transfer", "周望舒：机关党支部 → 外地党支部")]
    assert _todos(offices.far_secretary) == []
    # when
    services.approve_transfer(transfer=transfer, by=offices.admin)
    drain_outbox()
    # then
    assert _todos(offices.admin) == []
    assert _todos(offices.far_secretary) == [("transfer", "周望舒：机关党支部 → 外地党支部")]
    # when
    services.withdraw_transfer(transfer=transfer, by=offices.secretary, cause="暂不转出")
    drain_outbox()
    # then
    assert _todos(offices.far_secretary) == []
    told = Notice.objects.filter(recipient=offices.far_secretary, kind="transfer")
    assert [notice.body for notice in told] == ["暂不转出"]


def test_nobody_is_reminded_of_their_own_relation(offices):
    # given
    own = offices.member.user
    organization.grant_role(
        user=own, role=Role.ORGANIZATION_COMMISSIONER, unit=offices.home, valid_from=LONG_AGO, by=None
    )
    send(offices)
    # when
    _remind(START + 80 * DAY)
    # then
    assert [kind for kind, _title in _todos(own)] == []
    assert [kind for kind, _title in _todos(offices.commissioner)] == ["transfer"]
