"""The API of enrollment."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from accounts.http import require_scope
from cms_pages.models import CoursePage
from core.audit import describe
from core.errors import NotFound
from learning.enrollment import queries, services
from learning.people import require_person

router = Router(tags=["enrollment"])


class EnrollIn(Schema):
    """Which course."""

    course_id: int


class EnrollmentOut(Schema):
    """A course that the caller takes, and how far."""

    course_id: int
    title: str
    enrolled_at: datetime | None
    lessons: int
    lessons_done: int
    credited_ms: int
    nominal_ms: int
    completed: bool


@router.get("/enrollments", response=list[EnrollmentOut])
def list_enrollments(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the courses that the caller takes."""
    require_scope(request, "learning:read")
    return [_present(item) for item in queries.list_own_courses(request.user, require_person(request.user))]


@router.post("/enrollments", response={201: EnrollmentOut})
def enroll(request: HttpRequest, wish: EnrollIn) -> tuple[int, dict[str, Any]]:
    """Enroll the caller in a course; repeating it changes nothing."""
    require_scope(request, "learning:write")
    person = require_person(request.user)
    course = CoursePage.objects.filter(pk=wish.course_id).first()
    if course is None:
        raise NotFound(_("There is no such course."))
    enrollment = services.enroll(person=person, course=course, by=request.user)
    describe(request, action="course.enroll", object_type="learning.Enrollment", object_id=enrollment.pk)
    standing = queries.find_course(request.user, person, course.pk)
    assert standing is not None  # noqa: S101 - enroll has just seen it
    return 201, _present(standing)


@router.delete("/enrollments/{course_id}", response={204: None})
def leave(request: HttpRequest, course_id: int) -> tuple[int, None]:
    """Let the caller leave a course; study time and results stay."""
    require_scope(request, "learning:write")
    course = CoursePage.objects.filter(pk=course_id).first()
    if course is None:
        raise NotFound(_("There is no such course."))
    enrollment = services.withdraw(person=require_person(request.user), course=course, by=request.user)
    describe(request, action="course.leave", object_type="learning.Enrollment", object_id=enrollment.pk)
    return 204, None


def _present(standing: queries.CourseStanding) -> dict[str, Any]:
    return {
        "course_id": standing.course.pk,
        "title": standing.course.title,
        "enrolled_at": standing.enrollment.enrolled_at if standing.enrollment else None,
        "lessons": len(standing.lessons),
        "lessons_done": standing.done,
        "credited_ms": standing.credited_ms,
        "nominal_ms": standing.nominal_ms,
        "completed": standing.is_completed,
    }
