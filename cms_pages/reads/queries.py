"""How often texts were read."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from wagtail.models import Page

from cms_pages.articles.models import ArticlePage
from cms_pages.gate.pages import GatedPage
from cms_pages.queries import visible_pages
from cms_pages.reads.models import ReadCount
from cms_pages.regulations.models import RegulationPage
from core.clock import today

KINDS: tuple[type[GatedPage], ...] = (ArticlePage, RegulationPage)
"""What is counted; an article may be a gallery, a video, a recording or a document."""


@dataclass(frozen=True)
class Day:
    """The readings of one day, all texts together."""

    day: date
    number: int


def countable(user: Any, page_id: int) -> GatedPage | None:
    """Return a live page that the user may read and whose readings are counted, or nothing."""
    for kind in KINDS:
        page = visible_pages(user, kind).filter(pk=page_id).first()
        if page is not None:
            return page
    return None


def times_read(page_id: int) -> int:
    """Return how often a page was read, ever."""
    return ReadCount.objects.filter(page_id=page_id).aggregate(total=Sum("number"))["total"] or 0


def days_of(days: int) -> list[Day]:
    """Return the readings of each of the last days, today the last."""
    last = today()
    first = last - timedelta(days=days - 1)
    rows = ReadCount.objects.filter(day__gte=first).values_list("day").annotate(total=Sum("number"))
    found = dict(rows.order_by())
    return [Day(day, found.get(day, 0)) for day in (first + timedelta(days=at) for at in range(days))]


def most_read(days: int) -> QuerySet[Page]:
    """Return the live pages read in the last days, each with its `number`, the most read first."""
    since = Q(read_counts__day__gt=today() - timedelta(days=days))
    pages = Page.objects.filter(since, live=True)
    return pages.annotate(number=Sum("read_counts__number", filter=since)).order_by("-number", "-pk")
