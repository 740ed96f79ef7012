"""The pages of the editorial calendar and of the texts that are to be looked at again."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from accounts.http import require_user
from cms_pages.gate.desk import is_publisher, require_desk, require_publisher
from cms_pages.gate.models import Release
from cms_pages.planning import queries, services
from cms_pages.planning.types import TONES
from core import clock
from core.audit import describe
from core.errors import Conflict, Invalid, NotFound
from core.forms import read_number

FIRST_YEAR, LAST_YEAR, DECEMBER = 2000, 2100, 12
PAGE_SIZE = 20


@never_cache
@login_required
@require_safe
def show_calendar(request: HttpRequest) -> HttpResponse:
    """Show what was published, what goes live, what is planned, due and ends in a month."""
    require_desk(request)
    month = _asked_month(request.GET.get("month", ""))
    days = queries.events_of(month.year, month.month)
    context = {
        "month": month,
        "earlier": _shift(month, -1),
        "later": _shift(month, 1),
        "days": [
            {"day": day, "events": [{"event": event, "tone": TONES[event.kind]} for event in events]}
            for day, events in days.items()
        ],
        "today": clock.today(),
        "tab": "calendar",
        "is_publisher": is_publisher(request),
    }
    return render(request, "cms_pages/desk_calendar.html", context)


@never_cache
@login_required
@require_safe
def show_old(request: HttpRequest) -> HttpResponse:
    """Show publishers the live texts that nobody has looked at for a year."""
    return _render_old(request)


@login_required
@require_POST
def confirm(request: HttpRequest, release_id: int) -> HttpResponse:
    """Record that a text is still right."""
    require_publisher(request)
    release = Release.objects.filter(pk=release_id).first()
    if release is None:
        raise NotFound(_("There is no such text."))
    describe(request, action="review.confirm", object_type="cms_pages.Release", object_id=release.pk)
    words = request.POST.get("words", "")
    try:
        services.confirm(release, words=words, by=require_user(request))
    except Invalid as error:
        return _render_old(request, {"release": release.pk, "words": words, "told": str(error)})
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Confirmed: it counts as looked at from today."))
    return redirect("planning:old")


def _render_old(request: HttpRequest, refused: dict[str, Any] | None = None) -> HttpResponse:
    require_publisher(request)
    page = Paginator(queries.old_texts(), PAGE_SIZE).get_page(request.GET.get("page"))
    pages = Page.objects.in_bulk([row.page_id for row in page])
    context = {
        "page_obj": page,
        "rows": [{"release": row, "page": pages[row.page_id]} for row in page if row.page_id in pages],
        "months": queries.LONG,
        "refused": refused,
        "tab": "old",
        "is_publisher": True,
    }
    return render(request, "cms_pages/desk_old.html", context, status=422 if refused else 200)


def _asked_month(text: str) -> date:
    """Return the first day of the month that is asked for, or of this one when it is none."""
    year, _separator, month = text.partition("-")
    asked_year, asked_month = read_number(year), read_number(month)
    if asked_year and asked_month and FIRST_YEAR <= asked_year <= LAST_YEAR and asked_month <= DECEMBER:
        return date(asked_year, asked_month, 1)
    return clock.today().replace(day=1)


def _shift(month: date, by: int) -> date:
    count = month.year * 12 + month.month - 1 + by
    return date(count // 12, count % 12 + 1, 1)
