"""Bulk work on the desk: submit many drafts, take many pages down; each by the service of a single one."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.models import Page

from accounts.http import require_user
from cms_pages.gate import services
from cms_pages.gate.batches import Outcome
from cms_pages.gate.desk import require_publisher
from cms_pages.gate.finding import find_editable
from core.audit import describe
from core.errors import DomainError
from core.forms import read_number

MOST = 50
"""So many texts at once: more than a page of a list never stands on it."""


@login_required
@require_POST
def submit_chosen(request: HttpRequest) -> HttpResponse:
    """Submit the chosen drafts; those that cannot be are left as they are and named with the reason."""
    user = require_user(request)
    pages = [find_editable(request, page_id) for page_id in _chosen(request)]
    outcomes = _each(pages, lambda page: services.submit(page.specific, by=user))
    _tell(request, "review.submit", outcomes, _submitted)
    return redirect("gate:mine")


@login_required
@require_POST
def take_down_chosen(request: HttpRequest) -> HttpResponse:
    """Take the chosen pages down for one reason; those out of reach are left and named."""
    require_publisher(request)
    user, reason = require_user(request), request.POST.get("reason", "")
    pages = Page.objects.filter(pk__in=_chosen(request), depth__gt=1)
    outcomes = _each(pages, lambda page: services.take_down(page, by=user, reason=reason))
    _tell(request, "review.take_down", outcomes, _taken_down)
    return redirect("gate:published")


def _chosen(request: HttpRequest) -> list[int]:
    numbers = [read_number(text) for text in request.POST.getlist("page")]
    return [number for number in numbers if number is not None][:MOST]


def _each(pages: Iterable[Page], act: Callable[[Page], object]) -> list[Outcome]:
    """Do something to each page in a transaction of its own; return what became of each."""
    outcomes = []
    for page in pages:
        try:
            with transaction.atomic():
                act(page)
        except DomainError as error:
            told = Outcome(page.pk, page.draft_title or page.title, False, error.code, str(error))
        else:
            told = Outcome(page.pk, page.draft_title or page.title, True)
        outcomes.append(told)
    return outcomes


def _submitted(number: int) -> str:
    return ngettext("%(number)s text submitted.", "%(number)s texts submitted.", number) % {"number": number}


def _taken_down(number: int) -> str:
    return ngettext("%(number)s page taken down.", "%(number)s pages taken down.", number) % {
        "number": number
    }


def _tell(request: HttpRequest, action: str, outcomes: list[Outcome], words: Callable[[int], str]) -> None:
    done = [outcome for outcome in outcomes if outcome.done]
    describe(
        request,
        action=action,
        object_type="wagtailcore.Page",
        object_id=",".join(str(outcome.page_id) for outcome in done)[:200],
    )
    if not outcomes:
        messages.error(request, _("Choose at least one text."))
    if done:
        messages.success(request, words(len(done)))
    for outcome in outcomes:
        if not outcome.done:
            told = _("Left out: %(title)s. %(reason)s")
            messages.error(request, told % {"title": outcome.title, "reason": outcome.reason})
