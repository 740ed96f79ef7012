"""The lesson player."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms_pages.models import LessonPage
from cms_pages.queries import visible_pages
from core.errors import NotFound
from learning.enrollment.queries import find_course
from learning.people import require_person
from learning.study.queries import standing_of
from learning.study.types import COMPLETE_TENTHS


@never_cache
@login_required
@require_safe
def show_lesson(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a lesson with its study clock; lead to the course those who do not take it."""
    lesson = visible_pages(request.user, LessonPage).filter(pk=page_id).select_related("video").first()
    if lesson is None:
        raise NotFound(_("There is no such lesson."))
    person = require_person(request.user)
    course_page = lesson.get_parent().get_parent()
    standing = find_course(request.user, person, course_page.pk)
    if standing is None or standing.enrollment is None:
        return redirect("learning:course", course_page.pk)
    progress = standing_of(person.pk, lesson.pk)
    own = next(item for item in standing.lessons if item.lesson.pk == lesson.pk)
    following = [item for item in standing.lessons if item.number == own.number + 1]
    nominal_ms = lesson.nominal_seconds * 1000
    needed = nominal_ms * COMPLETE_TENTHS // 10
    context: dict[str, Any] = {
        "lesson": lesson,
        "course": standing.course,
        "standing": standing,
        "own": own,
        "following": following[0] if following else None,
        "progress": progress,
        "nominal_ms": nominal_ms,
        "missing_seconds": max(0, needed - progress.credited_ms + 999) // 1000,
        "spans": [(0, progress.credited_ms, "credit")] if progress.credited_ms else [],
        "player": {
            "lesson": lesson.pk,
            "nominal_ms": nominal_ms,
            "needed_ms": needed,
            "lesson_ms": progress.credited_ms,
            "position_ms": progress.position_ms,
            "video": lesson.video_id is not None,
        },
    }
    return render(request, "learning/lesson.html", context)
