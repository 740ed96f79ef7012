"""The catalogue, one course, and enrolling."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cms_pages.courses.models import CourseCategory
from cms_pages.models import CoursePage
from core.audit import describe
from core.errors import NotFound
from learning.enrollment import queries, services
from learning.people import find_person, require_person


@never_cache
@login_required
@require_safe
def show_catalogue(request: HttpRequest) -> HttpResponse:
    """Show the courses, filtered by category, with the reader's progress."""
    everything = queries.list_courses(request.user, find_person(request.user))
    counts = [
        (choice, sum(1 for item in everything if item.course.category == choice)) for choice in CourseCategory
    ]
    category = request.GET.get("category", "")
    shown = [item for item in everything if not category or item.course.category == category]
    context = {
        "standings": shown,
        "total": len(everything),
        "category": category,
        "categories": [(choice, count) for choice, count in counts if count],
    }
    return render(request, "learning/catalogue.html", context)


@never_cache
@login_required
@require_safe
def show_course(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show one course: what it is for, how far the reader is, what is still missing."""
    standing = queries.find_course(request.user, find_person(request.user), page_id)
    if standing is None:
        raise NotFound(_("There is no such course."))
    return render(request, "learning/course.html", {"standing": standing, "course": standing.course})


@login_required
@require_POST
def enroll(request: HttpRequest, page_id: int) -> HttpResponse:
    """Enroll the reader and lead to the course."""
    course = get_object_or_404(CoursePage, pk=page_id)
    enrollment = services.enroll(person=require_person(request.user), course=course, by=request.user)
    describe(request, action="course.enroll", object_type="learning.Enrollment", object_id=enrollment.pk)
    messages.success(request, _("You take this course now."))
    return redirect("learning:course", page_id)


@login_required
@require_POST
def leave(request: HttpRequest, page_id: int) -> HttpResponse:
    """Let the reader leave the course; study time and results stay."""
    course = get_object_or_404(CoursePage, pk=page_id)
    enrollment = services.withdraw(person=require_person(request.user), course=course, by=request.user)
    describe(request, action="course.leave", object_type="learning.Enrollment", object_id=enrollment.pk)
    messages.success(request, _("You have left the course."))
    return redirect("learning:course", page_id)
