"""Required courses, open exams and results reach a person's lists."""

from collections.abc import Callable

import pytest

from accounts.models import User
from cms_pages.models import CatalogPage, CoursePage, LessonPage
from core.clock import now
from learning.enrollment.models import Enrollment
from learning.enrollment.services import enroll, withdraw
from learning.study.models import LessonProgress
from organization.models import Person
from outreach import queries, studying
from outreach.models import Notice
from outreach.types import NoticeKind, TodoKind
from support.content import make_course_with_lessons, make_exam_page, publish, root_unit
from support.people import make_person, make_unit

Drain = Callable[[], int]


@pytest.fixture
def learner(db: None) -> Person:
    """A member of a branch who learns."""
    return make_person(make_unit("装配二车间党支部", parent=root_unit()), name="周望舒")


@pytest.fixture
def course(db: None) -> CoursePage:
    """A required course of two lessons."""
    made = make_course_with_lessons(2, title="作业现场安全基础", required=True)
    assert CatalogPage.objects.count() == 1
    return made


def _user(person: Person) -> User:
    assert person.user is not None
    return person.user


def _waiting(person: Person) -> list[tuple[str, str]]:
    return [(todo.kind, todo.title) for todo in queries.open_todos(_user(person))]


def _complete(person: Person, lesson: LessonPage) -> None:
    LessonProgress.objects.create(person=person, lesson=lesson, completed_at=now())
    studying.ask_to_sit(person.pk, lesson.pk)


def _lessons(course: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


@pytest.mark.capability("F039")
def test_a_required_course_that_one_takes_waits_until_it_is_completed(
    learner: Person, course: CoursePage, drain_outbox: Drain
) -> None:
    # given
    enroll(person=learner, course=course, by=_user(learner))

    # when
    drain_outbox()
    before = _waiting(learner)
    Enrollment.objects.update(completed_at=now())
    studying.tell_completed(learner.pk, course.pk)
    studying.tell_completed(learner.pk, course.pk)
    studying.ask_to_study(learner.pk, course.pk)

    # then
    assert before == [(TodoKind.STUDY, "作业现场安全基础")]
    assert _waiting(learner) == []
    notice = Notice.objects.get(recipient=_user(learner))
    assert (notice.kind, notice.title) == (NoticeKind.COURSE_COMPLETED, "作业现场安全基础")


def test_a_course_that_one_leaves_waits_no_longer_and_waits_again_when_taken_again(
    learner: Person, course: CoursePage, drain_outbox: Drain
) -> None:
    # given
    enroll(person=learner, course=course, by=_user(learner))
    drain_outbox()

    # when
    withdraw(person=learner, course=course, by=_user(learner))
    drain_outbox()
    after_leaving = _waiting(learner)
    enroll(person=learner, course=course, by=_user(learner))
    drain_outbox()

    # then
    assert after_leaving == []
    assert _waiting(learner) == [(TodoKind.STUDY, "作业现场安全基础")]


def test_a_free_course_is_not_put_on_the_list(learner: Person, drain_outbox: Drain) -> None:
    # given
    course = make_course_with_lessons(1, title="公司治理", required=False)

    # when
    enroll(person=learner, course=course, by=_user(learner))
    drain_outbox()

    # then
    assert _waiting(learner) == []


def test_a_completion_that_has_not_happened_is_not_told(learner: Person, course: CoursePage) -> None:
    # given
    enroll(person=learner, course=course, by=_user(learner))

    # when
    studying.tell_completed(learner.pk, course.pk)

    # then
    assert Notice.objects.filter(recipient=_user(learner)).count() == 0


def test_the_exam_waits_only_after_the_last_lesson(learner: Person, course: CoursePage) -> None:
    # given
    exam = publish(make_exam_page(course))
    enroll(person=learner, course=course, by=_user(learner))
    first, second = _lessons(course)

    # when
    _complete(learner, first)
    after_one = _waiting(learner)
    _complete(learner, second)
    studying.ask_to_sit(learner.pk, second.pk)

    # then
    assert after_one == []
    assert _waiting(learner) == [(TodoKind.EXAM, exam.title)]


def test_an_exam_that_is_not_live_is_not_asked_for(learner: Person, course: CoursePage) -> None:
    # given
    make_exam_page(course)
    enroll(person=learner, course=course, by=_user(learner))

    # when
    for lesson in _lessons(course):
        _complete(learner, lesson)

    # then
    assert _waiting(learner) == []


def test_what_waits_for_a_page_that_was_taken_down_is_withdrawn(
    learner: Person, course: CoursePage, drain_outbox: Drain
) -> None:
    # given
    enroll(person=learner, course=course, by=_user(learner))
    drain_outbox()

    # when
    studying.withdraw_study_of(course.pk)

    # then
    assert _waiting(learner) == []


def test_a_person_without_an_account_is_passed_over(course: CoursePage) -> None:
    # given
    person = make_person(root_unit(), username=None)
    Enrollment.objects.create(person=person, course=course)

    # when
    studying.ask_to_study(person.pk, course.pk)
    studying.ask_to_sit(person.pk, _lessons(course)[0].pk)

    # then
    assert Notice.objects.filter(title=course.title, kind=NoticeKind.COURSE_COMPLETED).count() == 0
    assert queries.Todo.objects.filter(kind__in=[TodoKind.STUDY, TodoKind.EXAM]).count() == 0
