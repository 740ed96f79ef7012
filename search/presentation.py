"""From found groups to hits that show why they were found."""

from collections.abc import Collection, Sequence

from django.urls import reverse

from cms_pages.models import RegulationPage
from cms_pages.regulations.standing import with_replacement
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
    statuses = _statuses({entry.page_id for entry in entries.values() if entry.work_id})
    return tuple(
        _show(
            entry,
            group,
            terms,
            loose=loose,
            exact=group.entry_id in exact,
            status=statuses.get(entry.page_id, ""),
        )
        for group in groups
        if (entry := entries.get(group.entry_id)) is not None
    )


def url_of(entry: SearchEntry) -> str:
    """Return the address at which an entry is read."""
    if entry.kind == EntryKind.COURSE:
        return reverse("learning:course", args=[entry.page_id])
    if entry.kind == EntryKind.LESSON:
        return reverse("learning:lesson", args=[entry.page_id])
    address = entry.page.get_url() or ""
    return f"{address}#{entry.anchor}" if entry.anchor else address


def _statuses(page_ids: Collection[int]) -> dict[int, str]:
    """Return the status of today of those of the pages that are regulations."""
    day = today()
    pages = with_replacement(RegulationPage.objects.filter(pk__in=page_ids)).defer("source")
    return {page.pk: page.status_on(day) for page in pages}


def _show(
    entry: SearchEntry, group: Group, terms: tuple[str, ...], *, loose: bool, exact: bool, status: str
) -> Hit:
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
        status=status,
        group=entry.group,
        more=group.count - 1,
        exact=exact,
    )
