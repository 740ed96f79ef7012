"""Records: sums of intervals, opened by those who may, every opening kept."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from learning.records import queries
from learning.records.models import HourRule, RecordViewing
from learning.study.models import CreditInterval
from organization.types import Role
from support.people import make_person, make_unit, make_user_with_role


@pytest.fixture
def branch(db):
    """Return a branch below a committee."""
    return make_unit("机关党支部", parent=make_unit("望江公司党委", kind="party_committee"))


@pytest.fixture
def member(branch, course, learner, lessons):
    """Return 周望舒 of the branch with two minutes credited, half a minute hidden, in lesson 1."""
    from learning.enrollment.services import enroll

    person = make_person(branch, name="周望舒")
    enroll(person=person, course=course, by=person.user)
    studying = type(learner)(person)
    studying.open(lessons[0])
    for visible in (True, True, False, True, True):
        studying.beat(visible=visible)
    studying.close()
    return person


def test_year_is_the_sum_of_its_intervals(member, course):
    # when
    record = queries.year_record(member, 2026)
    # then
    assert record.seconds == sum(row.milliseconds for row in CreditInterval.objects.all()) // 1000 == 120
    assert [(item.course, item.seconds) for item in record.courses] == [(course, 120)]
    assert dict(record.months)[11] == 120_000
    assert sum(milliseconds for _month, milliseconds in record.months) == record.milliseconds


def test_night_of_the_year_is_divided_between_the_years(learner, lessons):
    # given: 23:59:40 to 00:00:20 in Shanghai
    learner.at = learner.at.replace(month=12, day=31, hour=15, minute=59, second=40)
    learner.open(lessons[0])
    learner.beat(40)
    # then
    assert [queries.year_record(learner.person, year).seconds for year in (2026, 2027)] == [20, 20]


def test_hours_follow_the_rule_of_the_day(member):
    # given
    HourRule.objects.all().delete()
    HourRule.objects.create(name="测试", basis="测试", seconds_per_hour=60, valid_from="2020-01-01")
    # then
    assert queries.year_record(member, 2026).hours == 2.0


def test_every_stretch_has_its_reason_rule_and_evidence(member, lessons):
    rows = queries.stretches_of(member, lessons[0].pk)
    assert [(row.seconds, row.credited, row.rule) for row in rows] == [
        (60, True, "H-01"),
        (30, False, "H-03"),
        (60, True, "H-01"),
    ]
    assert all(len(row.digest) == 64 for row in rows)
    ribbon = queries.ribbons_of(rows)[0]
    assert ribbon.spans == [(0.0, 60.0, "credit"), (60.0, 90.0, "seen"), (90.0, 150.0, "credit")]


def _addresses(member, lessons):
    return f"/learning/records/{member.pk}/", f"/learning/records/{member.pk}/lessons/{lessons[0].pk}/"


@pytest.mark.parametrize(
    "role, sees, name",
    [
        (Role.STUDY_AUDITOR, True, "周*舒"),
        (Role.BRANCH_SECRETARY, True, "周望舒"),
        (Role.EDITOR, False, ""),
        (Role.SYSTEM_ADMIN, False, ""),
        (Role.MEMBER, False, ""),
    ],
)
def test_record_opens_to_secretary_and_auditor_in_scope_only(
    client, branch, member, lessons, role, sees, name
):
    # given
    client.force_login(make_user_with_role(role, branch))
    for address in _addresses(member, lessons):
        # when
        reply = client.get(address)
        # then
        text = reply.content.decode()
        assert reply.status_code == (200 if sees else 404)
        assert (name in text) if sees else "周" not in text
        if sees:
            assert "您的查阅已留痕" in text
            assert ("周望舒" in text) == (name == "周望舒")
    assert RecordViewing.objects.count() == (2 if sees else 0)


def test_role_in_another_branch_opens_nothing(client, member, lessons):
    other = make_unit("外单位党支部")
    for role in (Role.STUDY_AUDITOR, Role.BRANCH_SECRETARY):
        client.force_login(make_user_with_role(role, other))
        assert [client.get(address).status_code for address in _addresses(member, lessons)] == [404, 404]
    assert RecordViewing.objects.count() == 0


def test_list_of_people_masks_names_for_an_auditor(client, branch, member):
    client.force_login(make_user_with_role(Role.STUDY_AUDITOR, branch))
    text = client.get("/learning/records/people/").content.decode()
    assert "周*舒" in text
    assert "周望舒" not in text


def test_own_record_shows_the_figures_and_leaves_no_trace(client, member, lessons):
    # given
    client.force_login(member.user)
    # when
    pages = [
        client.get(address) for address in ("/learning/records/?year=2026", *_addresses(member, lessons))
    ]
    # then
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "2 分" in pages[0].content.decode()
    text = pages[2].content.decode()
    assert "= 120 秒 = 2 段之和" in text
    assert "页面不在前台" in text
    assert "H-03" in text
    assert RecordViewing.objects.count() == 0


def test_lesson_never_studied_is_not_found(client, member, lessons):
    client.force_login(member.user)
    assert client.get(f"/learning/records/{member.pk}/lessons/{lessons[1].pk}/").status_code == 404


def test_viewings_can_neither_be_changed_nor_removed(client, branch, member, lessons):
    client.force_login(make_user_with_role(Role.STUDY_AUDITOR, branch))
    client.get(_addresses(member, lessons)[0])
    for change in (
        lambda: RecordViewing.objects.update(what="x"),
        lambda: RecordViewing.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert RecordViewing.objects.get().what == "record"


def test_own_hours_through_the_api(client, member):
    client.force_login(member.user)
    reply = client.get("/api/v1/records/me?year=2026").json()
    assert (reply["seconds"], reply["seconds_per_hour"]) == (120, 2700)
    assert [course["seconds"] for course in reply["courses"]] == [120]


def test_record_costs_the_same_for_one_session_and_for_three(
    client, member, lessons, learner, django_assert_max_num_queries
):
    # given
    studying = type(learner)(member, learner.at + timedelta(hours=1))
    for lesson in (lessons[0], lessons[1], lessons[1]):
        studying.open(lesson)
        studying.beat()
        studying.close()
    # when / then
    with django_assert_max_num_queries(6):
        queries.year_record(member, 2026)
    with django_assert_max_num_queries(2):
        queries.stretches_of(member, lessons[1].pk)
