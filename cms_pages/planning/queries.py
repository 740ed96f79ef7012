"""The events of a month, and the texts that were last looked at long ago."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision

from cms_pages.claims.queries import due_of
from cms_pages.gate import queries as gate
from cms_pages.gate.models import Release
from cms_pages.gate.types import CandidateState, ReleaseState
from cms_pages.planning.models import Confirmation
from cms_pages.planning.types import EventKind
from core.clock import SHANGHAI, local, now, today

LONG = 12
"""After so many months a live text is looked at again."""


@dataclass(frozen=True)
class Event:
    """One thing on a day: what it is, at which moment, about which text."""

    at: datetime
    kind: EventKind
    title: str
    page_id: int
    candidate_id: int | None = None


def events_of(year: int, month: int) -> dict[date, list[Event]]:
    """Return the events of a month by day, the days in order, each day's events by their hour."""
    begin, end = _span(year, month)
    found = [event for event in _events(begin, end) if begin <= event.at < end]
    days: dict[date, list[Event]] = {}
    for event in sorted(found, key=lambda event: (event.at, event.page_id)):
        days.setdefault(local(event.at).date(), []).append(event)
    return days


def _span(year: int, month: int) -> tuple[datetime, datetime]:
    length = calendar.monthrange(year, month)[1]
    begin = datetime.combine(date(year, month, 1), time(), tzinfo=SHANGHAI)
    return begin, begin + timedelta(days=length)


def _events(begin: datetime, end: datetime) -> Iterator[Event]:
    waiting = gate.texts_waiting_for_their_hour()
    live = {
        (page.pk, page.live_revision_id): page
        for page in Page.objects.filter(live=True, last_published_at__gte=begin, last_published_at__lt=end)
    }
    not_live_yet = {row.page.pk for row in waiting}
    ids = [revision_id for _page_id, revision_id in live]
    releases = Release.objects.filter(
        Q(revision_id__in=ids) | Q(state=ReleaseState.ENDED, released_at__gte=begin, released_at__lt=end)
    )
    for release in releases.select_related("candidate"):
        page = live.get((release.page_id, release.revision_id))
        at = release.released_at if page is None else page.last_published_at
        title, candidate_id = release.candidate.page_title, release.candidate_id
        yield Event(at, EventKind.PUBLISHED, title, release.page_id, candidate_id)
    for text in waiting:
        yield Event(text.goes_live_at, EventKind.WAITING, text.title, text.page.pk)
    for candidate in gate.candidates().filter(state=CandidateState.OPEN):
        due = due_of(candidate)
        if due is not None:
            yield Event(due, EventKind.DUE, candidate.page_title, candidate.page_id, candidate.pk)
    for page in Page.objects.filter(live=True, expire_at__gte=begin, expire_at__lt=end):
        yield Event(page.expire_at, EventKind.ENDS, page.title, page.pk)
    yield from _planned(begin, end, not_live_yet)


def _planned(begin: datetime, end: datetime, approved: set[int]) -> Iterator[Event]:
    """Yield the drafts whose author has written an hour of this month into them."""
    pages = Page.objects.filter(has_unpublished_changes=True).exclude(pk__in=approved)
    rows = Revision.objects.filter(
        pk__in=pages.values("latest_revision"),
        content__go_live_at__gte=begin.astimezone(UTC).isoformat()[:19],
        content__go_live_at__lt=end.astimezone(UTC).isoformat()[:19],
    )
    for row in rows.order_by("pk"):
        at = parse_datetime(row.content["go_live_at"])
        if at is not None:
            yield Event(at, EventKind.PLANNED, row.content["title"], int(row.object_id))


def old_texts(months: int = LONG) -> QuerySet[Release]:
    """Return the releases of live texts that nobody has passed or confirmed for so long, oldest first.

    `looked_at` is when somebody last did.
    """
    confirmed = Confirmation.objects.filter(release=OuterRef("pk")).values("release").annotate(last=Max("at"))
    live = Page.objects.filter(pk=OuterRef("page_id"), live=True).values("live_revision")[:1]
    rows: QuerySet[Release] = (
        Release.objects.filter(state=ReleaseState.OPEN, revision_id=Subquery(live))
        .annotate(
            looked_at=Greatest("released_at", Coalesce(Subquery(confirmed.values("last")), F("released_at")))
        )
        .filter(looked_at__lt=_months_ago(months))
        .select_related("candidate")
        .order_by("looked_at", "pk")
    )
    return rows


def _months_ago(months: int) -> datetime:
    day = today()
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    past = date(year, month + 1, min(day.day, last))
    return datetime.combine(past, local(now()).time(), tzinfo=SHANGHAI)
