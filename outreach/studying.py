"""What study means for a person's lists: required courses, exams that are open to them, results.

Every function looks at what is true now and can be called again.
"""

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from cms_pages.models import CoursePage, ExamPage, LessonPage
from cms_pages.queries import visible_pages
from learning.enrollment.models import Enrollment
from learning.exams.models import Attempt
from learning.exams.queries import standing_of
from learning.study.models import LessonProgress
from organization.models import Person
from outreach import services
from outreach.types import NoticeKind, TodoKind


def _study(course_id: int) -> str:
    return f"study:{course_id}"


def _exam(exam_id: int) -> str:
    return f"exam:{exam_id}"


def _user_of(person_id: int) -> User | None:
    return User.objects.filter(person=person_id, is_active=True).first()


@transaction.atomic
def ask_to_study(person_id: int, course_id: int) -> None:
    """Put a required course that a person takes on their list; a free one is their own matter."""
    enrollment = (
        Enrollment.objects.filter(
            person_id=person_id, course_id=course_id, completed_at=None, withdrawn_at=None
        )
        .select_related("course")
        .first()
    )
    user = _user_of(person_id)
    if enrollment is None or user is None or not enrollment.course.required:
        return
    services.assign_todo(
        user_id=user.pk,
        kind=TodoKind.STUDY,
        subject=_study(course_id),
        title=enrollment.course.title,
        detail=enrollment.course.summary,
        url=reverse("learning:course", args=[course_id]),
    )


@transaction.atomic
def ask_to_sit(person_id: int, lesson_id: int) -> None:
    """Put the exam of a course on a person's list once every lesson of it is completed."""
    lesson = LessonPage.objects.filter(pk=lesson_id).first()
    user = _user_of(person_id)
    if lesson is None or user is None:
        return
    course = CoursePage.objects.ancestor_of(lesson).first()
    exam = visible_pages(user, ExamPage).filter(path__startswith=course.path).first() if course else None
    if course is None or exam is None:
        return
    lessons = visible_pages(user, LessonPage).filter(path__startswith=course.path)
    done = LessonProgress.objects.filter(person_id=person_id).exclude(completed_at=None)
    if lessons.exclude(pk__in=done.values("lesson_id")).exists():
        return
    standing = standing_of(Person.objects.get(pk=person_id), exam)
    if standing.passed or (standing.running is None and not standing.attempts_left):
        return
    services.assign_todo(
        user_id=user.pk,
        kind=TodoKind.EXAM,
        subject=_exam(exam.pk),
        title=exam.title,
        detail=course.title,
        url=reverse("learning:exam", args=[exam.pk]),
        due_at=exam.closes_at,
    )


@transaction.atomic
def tell_submitted(attempt_id: str) -> None:
    """Tell a person that their attempt was handed in, and end the exam's to-do when nothing is left to do."""
    attempt = Attempt.objects.filter(pk=attempt_id).select_related("exam", "person").first()
    user = _user_of(attempt.person_id) if attempt else None
    if attempt is None or user is None or attempt.is_open:
        return
    services.notify(
        recipient_id=user.pk,
        kind=NoticeKind.EXAM_SUBMITTED,
        key=f"attempt:{attempt.pk}",
        title=attempt.exam.title,
        body=f"{attempt.score} / {attempt.max_score}" if attempt.score is not None else "",
        url=reverse("learning:attempt", args=[attempt.pk]),
    )
    standing = standing_of(attempt.person, attempt.exam)
    if standing.passed or not standing.attempts_left:
        services.finish_todos(subject=_exam(attempt.exam_id), user_id=user.pk)


@transaction.atomic
def tell_completed(person_id: int, course_id: int) -> None:
    """Tell a person that a course is completed and end what waited for it."""
    enrollment = (
        Enrollment.objects.filter(person_id=person_id, course_id=course_id)
        .exclude(completed_at=None)
        .select_related("course")
        .first()
    )
    user = _user_of(person_id)
    if enrollment is None or user is None:
        return
    services.finish_todos(subject=_study(course_id), user_id=user.pk)
    services.notify(
        recipient_id=user.pk,
        kind=NoticeKind.COURSE_COMPLETED,
        key=f"completed:{course_id}",
        title=enrollment.course.title,
        url=reverse("learning:course", args=[course_id]),
    )


@transaction.atomic
def withdraw_study(person_id: int, course_id: int) -> None:
    """Withdraw what waits for a person of a course that they have left, the exam too."""
    user = _user_of(person_id)
    course = CoursePage.objects.filter(pk=course_id).first()
    left = Enrollment.objects.filter(person_id=person_id, course_id=course_id).exclude(withdrawn_at=None)
    if user is None or course is None or not left.exists():
        return
    services.withdraw_todos(subject=_study(course_id), user_id=user.pk)
    for exam_id in ExamPage.objects.child_of(course).values_list("pk", flat=True):
        services.withdraw_todos(subject=_exam(exam_id), user_id=user.pk)


@transaction.atomic
def withdraw_study_of(page_id: int) -> None:
    """Withdraw what waits for a course or an exam that was taken down."""
    services.withdraw_todos(subject=_study(page_id))
    services.withdraw_todos(subject=_exam(page_id))
