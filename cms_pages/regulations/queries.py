"""What readers may see of the library: lists, versions, provisions."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from cms_pages.gate.visibility import visibility
from cms_pages.regulations.models import Provision, RegulationPage, RegulationWork
from cms_pages.regulations.types import Status
from core.clock import today

PAGE_SIZE = 20
LARGEST_PAGE = 100
_NO_DATE = date(1, 1, 1)


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


def status_condition(status: str, day: date) -> Q:
    """Return the condition on pages that have this status on this day."""
    repealed = Q(status=Status.REPEALED) | Q(repealed_date__lte=day)
    begun = Q(effective_date=None) | Q(effective_date__lte=day)
    conditions = {
        Status.REPEALED.value: repealed,
        Status.AMENDED.value: Q(status=Status.AMENDED) & ~repealed_by(day),
        Status.IN_FORCE.value: (
            Q(status=Status.IN_FORCE) & begun | Q(status=Status.NOT_YET, effective_date__lte=day)
        )
        & ~repealed_by(day),
        Status.NOT_YET.value: (
            Q(status=Status.NOT_YET) & ~Q(effective_date__lte=day, effective_date__isnull=False)
            | Q(status=Status.IN_FORCE, effective_date__gt=day)
        )
        & ~repealed_by(day),
    }
    if status == "current":
        return conditions[Status.IN_FORCE.value] | conditions[Status.NOT_YET.value]
    return conditions.get(status, Q())


def repealed_by(day: date) -> Q:
    """Return the condition on pages whose day of repeal has come."""
    return Q(repealed_date__isnull=False, repealed_date__lte=day)


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
        pages = pages.filter(status_condition(filters.status, today()))
    return pages


def list_regulations(
    user: Any, filters: Filters, *, after: str = "", size: int = PAGE_SIZE, below: str = ""
) -> Listing:
    """Return a page of regulations, newest version first, after the given mark."""
    size = max(1, min(size, LARGEST_PAGE))
    pages = regulations_for(user, filters)
    if below:
        pages = pages.filter(path__startswith=below)
    pages = pages.defer("source").annotate(
        day=Coalesce(F("version_date"), F("publish_date"), F("effective_date"), _NO_DATE)
    )
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
    pages = pages.annotate(times_read=Coalesce(Sum("read_counts__number"), 0))
    return sorted(pages, key=_age, reverse=True)


def _age(page: RegulationPage) -> tuple[date, int]:
    return page.dated or _NO_DATE, page.pk


def version_in_force(versions: Iterable[RegulationPage], day: date) -> RegulationPage | None:
    """Return the version among these that is in force on the day, the newest if several claim it."""
    return next((page for page in versions if page.status_on(day) == Status.IN_FORCE), None)


def find_version(user: Any, short_title: str, day: date) -> RegulationPage | None:
    """Return the version of a work that had commenced last by a day, or nothing.

    Nothing either where that version was repealed by then: a work ends with its last version.
    """
    pages = RegulationPage.objects.filter(visibility(user), work__short_title=short_title).defer("source")
    begun = [page for page in pages if page.commences is not None and page.commences <= day]
    found = max(begun, key=_age, default=None)
    is_repealed = found is not None and found.repealed_date is not None and found.repealed_date <= day
    return None if is_repealed else found


def find_by_number(user: Any, number: str) -> RegulationPage | None:
    """Return the newest version with this document number, whatever its brackets and blanks, or nothing."""
    pages = RegulationPage.objects.filter(visibility(user)).exclude(number="")
    wanted = plain_number(number)
    keys = [pk for pk, held in pages.values_list("pk", "number") if plain_number(held) == wanted]
    found = RegulationPage.objects.filter(pk__in=keys).defer("source")
    return max(found, key=_age, default=None)


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
