"""The guide home: what is due first, then what is new; the same price for much as for little."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms_pages.gate import services as gate
from cms_pages.models import ArticleIndexPage, LessonPage
from core.clock import day_start, now, today
from learning.enrollment.services import enroll
from learning.study.models import CreditInterval, LessonProgress, StudySession
from organization.models import Person
from organization.types import Role
from outreach import services as outreach
from outreach.types import NoticeKind, TodoKind
from support.content import (
    make_article,
    make_course_with_lessons,
    make_editor,
    make_reviewer,
    publish,
    root_unit,
)
from support.people import make_person, make_unit, make_user_with_role

MOST_QUERIES = 28


@pytest.fixture
def member(db: None) -> User:
    """A member of a branch."""
    person = make_person(make_unit("装配二车间党支部", parent=root_unit()), name="周望舒", username="zhou")
    assert person.user is not None
    return person.user


@pytest.fixture
def column(db: None) -> ArticleIndexPage:
    """The theory column, live with the page above it."""
    editor = make_editor()
    page = ArticleIndexPage.objects.get(slug="theory")
    for draft in (page.get_parent().specific, page):
        draft.save_revision(user=editor)
        publish(type(draft).objects.get(pk=draft.pk), submitter=editor)
    return ArticleIndexPage.objects.get(pk=page.pk)


def _todo(user: User, number: int, title: str, due: timedelta | None = None) -> None:
    outreach.assign_todo(
        user_id=user.pk,
        kind=TodoKind.REVISE,
        subject=f"revise:{number}",
        title=title,
        url=f"/desk/{number}/",
        due_at=now() + due if due is not None else None,
    )


def credit(person: Person, lesson: LessonPage, *, seconds: int, hour: int = 0) -> None:
    """Give a person a credited interval at the beginning of an hour of today."""
    start = day_start(today()) + timedelta(hours=hour)
    end = start + timedelta(seconds=seconds)
    session = StudySession.objects.create(
        person=person,
        lesson=lesson,
        revision_id=lesson.live_revision_id,
        nominal_seconds=lesson.nominal_seconds,
        interval_seconds=30,
        epoch=1,
        started_at=start,
        last_beat_at=end,
        last_active_at=end,
        ended_at=end,
    )
    CreditInterval.objects.create(person=person, session=session, lesson=lesson, starts_at=start, ends_at=end)


def test_nothing_due_is_said_with_the_branch_of_the_person(client: Client, member: User) -> None:
    # given
    client.force_login(member)

    # when
    text = client.get(reverse("portal:home")).content.decode()

    # then
    assert "<h1>周望舒，今天没有到期事项</h1>" in text
    assert "装配二车间党支部" in text
    assert "没有待办事项" in text


@pytest.mark.capability("F036")
def test_what_is_overdue_comes_first_and_alone_has_a_filled_button(client: Client, member: User) -> None:
    # given
    _todo(member, 1, "没有期限的")
    _todo(member, 2, "已经逾期的", timedelta(days=-2))
    client.force_login(member)

    # when
    response = client.get(reverse("portal:home"))

    # then
    text = response.content.decode()
    assert "<h1>周望舒，有 1 件事已逾期</h1>" in text
    assert "1 件已逾期，请先处理" in text
    assert [todo.title for todo in response.context["home"].todos] == ["已经逾期的", "没有期限的"]
    assert text.count("button--primary") == 1
    assert text.index("button--primary") < text.index("没有期限的")


@pytest.mark.capability("F036")
def test_the_newest_articles_are_shown_by_column_and_drafts_are_not(
    client: Client, member: User, column: ArticleIndexPage
) -> None:
    # given
    for day in (3, 9, 6):
        publish(make_article(f"文章 {day} 日", date=date(2026, 11, day)))
    make_article("还是草稿")
    client.force_login(member)

    # when
    response = client.get(reverse("portal:home"))

    # then
    columns = response.context["home"].columns
    assert [column.title for column in columns] == ["理论文章"]
    assert [line.title for line in columns[0].articles] == ["文章 9 日", "文章 6 日", "文章 3 日"]
    assert "还是草稿" not in response.content.decode()


def test_a_page_that_was_taken_down_is_gone_from_the_home_page(
    client: Client, member: User, column: ArticleIndexPage
) -> None:
    # given
    page = publish(make_article("下架的文章"))
    gate.take_down(page, by=make_reviewer("final"), reason="依据条款已修订")
    client.force_login(member)

    # when
    text = client.get(reverse("portal:home")).content.decode()

    # then
    assert "下架的文章" not in text


def test_the_home_page_costs_the_same_for_much_as_for_little(
    client: Client,
    member: User,
    column: ArticleIndexPage,
    query_budget: Callable[[int], AbstractContextManager[None]],
) -> None:
    # given
    client.force_login(member)
    for number in range(7):
        _todo(member, number, f"待办 {number}", timedelta(days=number - 2))
        outreach.notify(
            recipient_id=member.pk, kind=NoticeKind.PUBLISHED, key=f"k{number}", title=f"消息 {number}"
        )
    for number in range(3):
        publish(make_article(f"文章 {number}"))
    for number in range(2):
        course = make_course_with_lessons(2, title=f"课程 {number}", required=True)
        enroll(person=member.person, course=course, by=member)
        credit(member.person, LessonPage.objects.descendant_of(course).first(), seconds=60, hour=number)
    client.get(reverse("portal:home"))  # the sites' roots are remembered from here on

    # when / then
    with query_budget(MOST_QUERIES):
        response = client.get(reverse("portal:home"))
    assert len(response.context["home"].todos) == 5


def test_the_course_learned_last_is_offered_at_its_next_lesson(client: Client, member: User) -> None:
    # given
    course = make_course_with_lessons(3, title="作业现场安全基础", required=True)
    first, second, _third = LessonPage.objects.descendant_of(course).order_by("path")
    enroll(person=member.person, course=course, by=member)
    LessonProgress.objects.create(person=member.person, lesson=first, credited_ms=600_000, completed_at=now())
    client.force_login(member)

    # when
    response = client.get(reverse("portal:home"))

    # then
    text = response.content.decode()
    assert response.context["home"].resume.percent == 33
    assert f'href="/learning/lessons/{second.pk}/"' in text
    assert "第 2 课 / 共 3 课" in text
    assert 'data-label="现场安全"' in text
    assert text.count("button--primary") == 1


def test_study_stands_above_the_list_only_when_nothing_presses(client: Client, member: User) -> None:
    # given
    course = make_course_with_lessons(1, required=True)
    enroll(person=member.person, course=course, by=member)
    _todo(member, 1, "不急的事")
    client.force_login(member)

    # when
    calm = client.get(reverse("portal:home")).content.decode()
    _todo(member, 2, "逾期的事", timedelta(days=-1))
    pressed = client.get(reverse("portal:home")).content.decode()

    # then
    assert calm.index('id="resume-title"') < calm.index('id="todos-title"')
    assert pressed.index('id="todos-title"') < pressed.index('id="resume-title"')
    assert pressed.count("button--primary") == 1
    assert pressed.index("button--primary") < pressed.index('id="resume-title"')


def test_the_hours_are_those_of_the_record_against_the_target(client: Client, member: User) -> None:
    # given
    course = make_course_with_lessons(1)
    lesson = LessonPage.objects.descendant_of(course).get()
    credit(member.person, lesson, seconds=1518)
    client.force_login(member)

    # when
    hours = client.get(reverse("portal:home")).context["home"].hours

    # then
    assert (hours.confirmed, hours.confirmed_text) == (1518, "0.56")
    rule = hours.record.rule
    assert hours.goal == (rule.yearly_target_hours * rule.seconds_per_hour or 1518)


def test_a_person_sees_no_figures_of_another(client: Client, member: User) -> None:
    # given
    other = make_person(root_unit(), name="林嘉禾")
    course = make_course_with_lessons(1, title="别人的课程")
    enroll(person=other, course=course, by=other.user)
    credit(other, LessonPage.objects.descendant_of(course).get(), seconds=600)
    client.force_login(member)

    # when
    response = client.get(reverse("portal:home"))

    # then
    assert response.context["home"].hours.confirmed == 0
    assert response.context["home"].resume is None
    assert "别人的课程" not in response.content.decode()


@pytest.mark.parametrize(
    "role,doors",
    [
        (Role.STUDY_AUDITOR, {"/learning/records/people/"}),
        (Role.BRANCH_SECRETARY, {"/learning/records/people/"}),
        (Role.EDITOR, {"/admin/"}),
        (Role.MEMBER, set()),
    ],
)
def test_the_shortcuts_follow_the_grants(client: Client, db: None, role: Role, doors: set[str]) -> None:
    # given
    user = make_user_with_role(role, root_unit())
    client.force_login(user)

    # when
    shortcuts = client.get(reverse("portal:home")).context["home"].shortcuts

    # then
    assert {item.url for item in shortcuts} & {"/learning/records/people/", "/admin/"} == doors
