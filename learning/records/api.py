"""The API of study records."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from accounts.http import require_scope
from core.clock import today
from learning.people import require_person
from learning.records import queries

router = Router(tags=["records"])


class CourseHoursOut(Schema):
    """The credited time of a course."""

    course_id: int | None
    title: str
    seconds: int


class YearOut(Schema):
    """One's own year; the sum is that of the courses."""

    year: int
    seconds: int
    study_hours: float
    seconds_per_hour: int | None
    courses: list[CourseHoursOut]


@router.get("/records/me", response=YearOut)
def show_own(request: HttpRequest, year: int | None = None) -> dict[str, Any]:
    """Return the caller's own study record of a year (default: this one)."""
    require_scope(request, "learning:read")
    wanted = year if year is not None and 2000 <= year <= 2200 else today().year
    record = queries.year_record(require_person(request.user), wanted)
    return {
        "year": record.year,
        "seconds": record.seconds,
        "study_hours": round(record.hours, 2),
        "seconds_per_hour": record.rule.seconds_per_hour if record.rule else None,
        "courses": [
            {
                "course_id": item.course.pk if item.course else None,
                "title": item.title,
                "seconds": item.seconds,
            }
            for item in record.courses
        ],
    }
