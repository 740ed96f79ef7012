"""Lead from a document number, or from a work and a day, to the page of the version that is meant."""

from datetime import date

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms_pages.regulations import queries
from cms_pages.regulations.models import RegulationPage
from core.clock import today
from core.errors import Invalid, NotFound


@never_cache
@require_safe
def lead_to_version(request: HttpRequest, short_title: str, day: str = "") -> HttpResponse:
    """Lead to the version of a work that had commenced by a day; by today when none is named.

    The day is a part of the address or, from a form, `?on=`.
    """
    asked = read_day(day or request.GET.get("on", ""))
    told = _("No version of %(title)s that you may read was in force on %(day)s.")
    page = queries.find_version(request.user, short_title, asked)
    return _lead(request, page, told % {"title": short_title, "day": asked.isoformat()})


@never_cache
@require_safe
def lead_to_number(request: HttpRequest, number: str) -> HttpResponse:
    """Lead to the newest version with this document number."""
    page = queries.find_by_number(request.user, number)
    return _lead(request, page, _("There is no such regulation."))


def _lead(request: HttpRequest, page: RegulationPage | None, told: str) -> HttpResponse:
    return redirect(page.get_url(request)) if page is not None else answer_missing(request, told)


def answer_missing(request: HttpRequest, told: str) -> HttpResponse:
    """Ask strangers to sign in and tell everybody else that it is not there: raise NotFound.

    Whether there is such a regulation is told only to those who are signed in.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise NotFound(told)


def read_day(text: str) -> date:
    """Return the day that an address names, today when it names none; raise Invalid for no day at all."""
    if not text:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_("Write the day as 2026-01-31.")) from error
