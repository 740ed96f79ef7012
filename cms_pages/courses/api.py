"""The API of the catalogue: courses as content."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from accounts.http import require_scope
from cms_pages.courses.models import CourseModulePage, CoursePage, LessonPage
from cms_pages.gate.visibility import visibility
from core.errors import NotFound

router = Router(tags=["courses"])


class CourseLine(Schema):
    """A course in the catalogue."""

    id: int
    title: str
    summary: str
    category: str
    required: bool


class LessonLine(Schema):
    """A lesson of a course."""

    id: int
    title: str
    kind: str
    nominal_seconds: int


class ChapterOut(Schema):
    """A chapter with its lessons."""

    title: str
    lessons: list[LessonLine]


class CourseOut(CourseLine):
    """A course with its chapters."""

    goals: list[str]
    chapters: list[ChapterOut]


@router.get("", response=list[CourseLine])
def list_courses(request: HttpRequest, category: str = "") -> list[dict[str, Any]]:
    """Return the courses that the caller may take."""
    require_scope(request, "content:read")
    courses = CoursePage.objects.filter(visibility(request.user)).order_by("-required", "path")
    if category:
        courses = courses.filter(category=category)
    return [_line(course) for course in courses]


@router.get("/{page_id}", response=CourseOut)
def show_course(request: HttpRequest, page_id: int) -> dict[str, Any]:
    """Return one course with its chapters and lessons."""
    require_scope(request, "content:read")
    course = CoursePage.objects.filter(visibility(request.user), pk=page_id).first()
    if course is None:
        raise NotFound(_("There is no such course."))
    chapters = list(
        CourseModulePage.objects.filter(visibility(request.user)).child_of(course).order_by("path")
    )
    lessons = list(LessonPage.objects.filter(visibility(request.user)).descendant_of(course).order_by("path"))
    return _line(course) | {
        "goals": [goal for goal in course.goals.splitlines() if goal.strip()],
        "chapters": [
            {
                "title": chapter.title,
                "lessons": [
                    {
                        "id": lesson.pk,
                        "title": lesson.title,
                        "kind": lesson.lesson_kind,
                        "nominal_seconds": lesson.nominal_seconds,
                    }
                    for lesson in lessons
                    if lesson.path.startswith(chapter.path)
                ],
            }
            for chapter in chapters
        ],
    }


def _line(course: CoursePage) -> dict[str, Any]:
    return {
        "id": course.pk,
        "title": course.title,
        "summary": course.summary,
        "category": course.category,
        "required": course.required,
    }
