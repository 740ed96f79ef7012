"""Completion of courses, found when a lesson or an exam is done."""

from core import outbox
from core.clock import now
from evidence.services import append
from learning.enrollment.models import Enrollment
from learning.enrollment.queries import find_course
from learning.exams.models import Attempt
from learning.signals import attempt_submitted, course_completed, lesson_completed
from organization.models import Person


@outbox.task("learning.complete_course_by_lesson", on=[lesson_completed])
def complete_by_lesson(*, person_id: int, lesson_id: int) -> None:
    """Complete the course of a lesson if that was the last thing missing."""
    for enrollment in Enrollment.objects.active().filter(person_id=person_id, completed_at=None):
        _complete(enrollment)


@outbox.task("learning.complete_course_by_exam", on=[attempt_submitted])
def complete_by_exam(*, attempt_id: str) -> None:
    """Complete the course of an exam if that was the last thing missing."""
    attempt = Attempt.objects.filter(pk=attempt_id, passed=True).first()
    if attempt is not None:
        for enrollment in Enrollment.objects.active().filter(person_id=attempt.person_id, completed_at=None):
            _complete(enrollment)


def _complete(enrollment: Enrollment) -> None:
    person = Person.objects.select_related("user").get(pk=enrollment.person_id)
    if person.user is None:
        return
    standing = find_course(person.user, person, enrollment.course_id)
    if standing is None or not standing.is_completed:
        return
    moment = now()
    marked = Enrollment.objects.filter(pk=enrollment.pk, completed_at=None).update(completed_at=moment)
    if marked:
        append(
            kind="course.completed",
            facts={"course": enrollment.course_id, "completed_at": moment},
            personal={"person": str(person.pk)},
        )
        course_completed.send(person_id=person.pk, course_id=enrollment.course_id)
