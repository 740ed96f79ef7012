"""From found groups to hits that show why they were found."""

from collections.abc import Collection, Sequence
from datetime import date

from django.urls import reverse

from cms_pages.regulations.types import Status
from core.clock import today
from search.engines.base import Group
from search.highlighting import mark, snippet
from search.models import SearchEntry
from search.types import EntryKind, Hit


def show(
    groups: Sequence[Group], terms: tuple[str, ...], *, loose: bool, exact: Collection[int] = ()
) -> tuple[Hit, ...]:
    """Return the hits of these groups in their order, with marks where the terms stand."""
    entries = SearchEntry.objects.select_related("page", "unit").in_bulk([group.entry_id for group in groups])
    return tuple(
        _show(entries[group.entry_id], group, terms, loose=loose, exact=group.entry_id in exact)
        for group in groups
        if group.entry_id in entries
    )


def url_of(entry: SearchEntry) -> str:
    """Return the address at which an entry is read."""
    if entry.kind == EntryKind.COURSE:
        return reverse("learning:course", args=[entry.page_id])
    if entry.kind == EntryKind.LESSON:
        return reverse("learning:lesson", args=[entry.page_id])
    address = entry.page.get_url() or ""
    return f"{address}#{entry.anchor}" if entry.anchor else address


def status_on(entry: SearchEntry, day: date) -> str:
    """Return the status of an entry's regulation on a day; empty for everything else."""
    if not entry.status:
        return ""
    if entry.repealed_on and entry.repealed_on <= day:
        return Status.REPEALED.value
    begins = entry.in_force_from
    if entry.status == Status.IN_FORCE and begins and begins > day:
        return Status.NOT_YET.value
    if entry.status == Status.NOT_YET and begins and begins <= day:
        return Status.IN_FORCE.value
    return entry.status


def _show(entry: SearchEntry, group: Group, terms: tuple[str, ...], *, loose: bool, exact: bool) -> Hit:
    return Hit(
        kind=entry.facet,
        entry_kind=entry.kind,
        page_id=entry.page_id,
        anchor=entry.anchor,
        url=url_of(entry),
        title=mark(entry.title, terms, loose=loose),
        context=entry.context,
        snippet=snippet(entry.body, terms, loose=loose),
        unit=str(entry.unit or ""),
        date=entry.dated,
        status=status_on(entry, today()),
        group=entry.group,
        more=group.count - 1,
        exact=exact,
    )
