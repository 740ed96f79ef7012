"""What readers may see of the library: lists, versions, provisions."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from cms_pages.gate.visibility import visibility
from cms_pages.regulations.models import Provision, RegulationPage, RegulationWork
from cms_pages.regulations.standing import age, on_day, with_replacement
from cms_pages.regulations.types import Status
from core.clock import today

PAGE_SIZE = 20
LARGEST_PAGE = 100
_CURRENT = [Status.IN_FORCE.value, Status.NOT_YET.value]


@dataclass(frozen=True)
class Filters:
    """What a list of regulations is narrowed to; empty texts narrow nothing.

    `status` is one of the statuses, `current` (in force or about to be) or empty for all versions.
    """

    keyword: str = ""
    level: str = ""
    category: str = ""
    status: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of a list; `after` asks for the next one and is empty at the end."""

    regulations: list[RegulationPage]
    after: str


def regulations_for(user: Any, filters: Filters | None = None) -> QuerySet[RegulationPage]:
    """Return the live regulations that the user may read, narrowed by the filters."""
    pages: QuerySet[RegulationPage] = RegulationPage.objects.filter(visibility(user)).select_related("work")
    filters = filters or Filters()
    if filters.keyword:
        words = filters.keyword.split()
        for word in words:
            pages = pages.filter(
                Q(title__icontains=word)
                | Q(number__icontains=word)
                | Q(work__short_title__icontains=word)
                | Q(work__issuer__icontains=word)
            )
    if filters.level:
        pages = pages.filter(work__level=filters.level)
    if filters.category:
        pages = pages.filter(work__category=filters.category)
    if filters.status:
        wanted = _CURRENT if filters.status == "current" else [filters.status]
        pages = on_day(pages, today()).filter(standing__in=wanted)
    return pages


def list_regulations(
    user: Any, filters: Filters, *, after: str = "", size: int = PAGE_SIZE, below: str = ""
) -> Listing:
    """Return a page of regulations, newest version first, after the given mark."""
    size = max(1, min(size, LARGEST_PAGE))
    pages = regulations_for(user, filters)
    if below:
        pages = pages.filter(path__startswith=below)
    pages = with_replacement(pages).defer("source").annotate(day=age())
    mark = _read_mark(after)
    if mark is not None:
        day, pk = mark
        pages = pages.filter(Q(day__lt=day) | Q(day=day, pk__lt=pk))
    found = list(pages.order_by("-day", "-pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Listing(found, f"{found[-1].day:%Y%m%d}-{found[-1].pk}" if more else "")


def _read_mark(after: str) -> tuple[date, int] | None:
    day, _separator, pk = after.partition("-")
    if not (
        day.isascii() and day.isdigit() and len(day) == 8 and pk.isascii() and pk.isdigit() and len(pk) < 16
    ):
        return None
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])), int(pk)
    except ValueError:
        return None


def count_by(user: Any, filters: Filters, field: str) -> list[tuple[str, int]]:
    """Return how many regulations each value of a work's field has, the other filters kept, most first."""
    kept = Filters(
        **{name: getattr(filters, name) for name in ("keyword", "level", "category", "status")} | {field: ""}
    )
    rows = (
        regulations_for(user, kept)
        .order_by()
        .values_list(f"work__{field}")
        .annotate(number=Count("pk"))
        .order_by("-number", f"work__{field}")
    )
    return [(value, number) for value, number in rows if value]


def versions_of(work: RegulationWork, user: Any) -> list[RegulationPage]:
    """Return the versions of a work that the user may read, newest first, each with its `times_read`."""
    pages = RegulationPage.objects.filter(visibility(user), work=work).defer("source")
    pages = with_replacement(pages).annotate(times_read=Coalesce(Sum("read_counts__number"), 0))
    return sorted(pages, key=lambda page: page.age, reverse=True)


def version_in_force(versions: Iterable[RegulationPage], day: date) -> RegulationPage | None:
    """Return the version among these that is in force on the day, the newest if several claim it."""
    return next((page for page in versions if page.status_on(day) == Status.IN_FORCE), None)


def in_force_on(day: date) -> QuerySet[RegulationPage]:
    """Return the live versions that are in force on a day, whoever may read them."""
    return on_day(RegulationPage.objects.filter(live=True), day).filter(standing=Status.IN_FORCE)


def find_version(user: Any, short_title: str, day: date) -> RegulationPage | None:
    """Return the version of a work that had commenced last by a day, or nothing.

    Nothing either where that version was repealed by then: a work ends with its last version.
    """
    pages = RegulationPage.objects.filter(visibility(user), work__short_title=short_title).defer("source")
    begun = [page for page in pages if page.commences is not None and page.commences <= day]
    found = max(begun, key=lambda page: page.age, default=None)
    is_repealed = found is not None and found.repealed_date is not None and found.repealed_date <= day
    return None if is_repealed else found


def find_by_number(user: Any, number: str) -> RegulationPage | None:
    """Return the newest version with this document number, whatever its brackets and blanks, or nothing."""
    pages = RegulationPage.objects.filter(visibility(user)).exclude(number="")
    wanted = plain_number(number)
    keys = [pk for pk, held in pages.values_list("pk", "number") if plain_number(held) == wanted]
    found = RegulationPage.objects.filter(pk__in=keys).defer("source")
    return max(found, key=lambda page: page.age, default=None)


def plain_number(number: str) -> str:
    """Return a document number without what is written in several ways: width, brackets, blanks."""
    return re.sub(r"[\s〔〕\[\]()【】]", "", unicodedata.normalize("NFKC", number))


def provisions_of(page: RegulationPage) -> QuerySet[Provision]:
    """Return the provisions of a live regulation in reading order."""
    return Provision.objects.filter(page=page).order_by("order")


def find_provision(user: Any, page_id: int, eid: str) -> Provision | None:
    """Return one provision of a regulation that the user may read, or nothing."""
    readable = RegulationPage.objects.filter(visibility(user), pk=page_id)
    return Provision.objects.filter(page__in=readable, eid=eid).first()
