"""Study records: one's own, and for secretary and auditor those of their scope."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms_pages.models import LessonPage
from core.clock import today
from core.errors import NotFound
from learning.people import require_person
from learning.records import queries, services
from learning.study.types import RULES_VERSION
from organization import authority
from organization.models import Person
from organization.types import Subject, Verb


@never_cache
@login_required
@require_safe
def show_own(request: HttpRequest) -> HttpResponse:
    """Show the reader's own hours by course, month and year."""
    return _render_record(request, require_person(request.user), is_own=True)


@never_cache
@login_required
@require_safe
def show_people(request: HttpRequest) -> HttpResponse:
    """Show the people whose records the reader may open; names masked for an auditor."""
    if not authority.allows(request.user, Verb.VIEW, Subject.STUDY_RECORDS):
        raise NotFound(_("There is nothing here for you."))
    people = authority.people_allowed(request.user, Verb.VIEW, Subject.STUDY_RECORDS).order_by("pk")
    page = Paginator(people, 30).get_page(request.GET.get("page"))
    by_name = authority.people_allowed(request.user, Verb.VIEW, Subject.STUDY_NAMES)
    named = set(by_name.filter(pk__in=[person.pk for person in page]).values_list("pk", flat=True))
    return render(request, "learning/record_people.html", {"page_obj": page, "named": named})


@never_cache
@login_required
@require_safe
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a person's record to those who may read it; the viewing is kept."""
    person = _readable(request, person_id)
    viewed = services.note_viewing(person=person, viewer=request.user, what="record")
    return _render_record(request, person, is_own=not viewed)


@never_cache
@login_required
@require_safe
def show_lesson(request: HttpRequest, person_id: int, lesson_id: int) -> HttpResponse:
    """Show each credited and refused stretch of a person's lesson, with reason and evidence."""
    person = _readable(request, person_id)
    lesson = LessonPage.objects.filter(pk=lesson_id).first()
    stretches = queries.stretches_of(person, lesson_id) if lesson else []
    if lesson is None or not stretches:
        raise NotFound(_("There is no such record."))
    viewed = services.note_viewing(person=person, viewer=request.user, what=f"lesson {lesson_id}")
    rule = queries.rule_on(today())
    credited = [stretch for stretch in stretches if stretch.credited]
    refused = [stretch for stretch in stretches if not stretch.credited]
    seconds = sum(stretch.seconds for stretch in credited)
    context = {
        "person": person,
        "masked": viewed and _masks_name(request, person),
        "is_own": not viewed,
        "lesson": lesson,
        "stretches": stretches,
        "ribbons": queries.ribbons_of(stretches),
        "credited": seconds,
        "credited_rows": len(credited),
        "refused": sum(stretch.seconds for stretch in refused),
        "refused_rows": len(refused),
        "hours": seconds / rule.seconds_per_hour if rule else 0.0,
        "rule": rule,
        "rules_version": RULES_VERSION,
    }
    return render(request, "learning/record_lesson.html", context)


def _readable(request: HttpRequest, person_id: int) -> Person:
    person = queries.find_readable(request.user, person_id)
    if person is None:
        raise NotFound(_("There is no such record."))
    return person


def _masks_name(request: HttpRequest, person: Person) -> bool:
    """Return whether the name is masked: only a secretary reads the names of the own branch in full."""
    by_name = authority.people_allowed(request.user, Verb.VIEW, Subject.STUDY_NAMES)
    return not by_name.filter(pk=person.pk).exists()


def _render_record(request: HttpRequest, person: Person, *, is_own: bool) -> HttpResponse:
    years = queries.years_of(person)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdigit() and int(wanted) in years else years[0]
    record = queries.year_record(person, year)
    highest = max(milliseconds for _month, milliseconds in record.months) or 1
    context: dict[str, Any] = {
        "person": person,
        "is_own": is_own,
        "masked": not is_own and _masks_name(request, person),
        "record": record,
        "years": years,
        "bars": [
            {
                "month": month,
                "seconds": milliseconds // 1000,
                "height": milliseconds * 120 // highest,
                "top": 140 - milliseconds * 120 // highest,
                "x": 12 + (month - 1) * 44,
                "middle": 25 + (month - 1) * 44,
                "label_y": 134 - milliseconds * 120 // highest,
            }
            for month, milliseconds in record.months
        ],
        "target": record.rule.yearly_target_hours if record.rule else 0,
    }
    return render(request, "learning/record.html", context)
