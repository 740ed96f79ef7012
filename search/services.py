"""Keeping the index the same as what is live."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from wagtail.models import Page

from cms_pages.models import CourseModulePage, CoursePage, LessonPage
from search.analysis import index_form
from search.documents import INDEXED, describe
from search.engines import current_engine
from search.engines.base import Fields
from search.models import SearchEntry

COMPARED = [f.attname for f in SearchEntry._meta.concrete_fields if f.name != "id"]


@dataclass
class Drift:
    """Where the index and the live pages differ."""

    pages: list[int] = field(default_factory=list)
    tokens: int = 0

    @property
    def total(self) -> int:
        """0 when the index is right."""
        return len(self.pages) + self.tokens


def index_page(page_id: int) -> int:
    """Replace the entries of a page by those of its live text; return how many there are now.

    A course or a chapter is part of what its lessons say, so its lessons follow.
    """
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return remove_page(page_id)
    count = 0
    with transaction.atomic():
        for each in _with_lessons(page.specific):
            SearchEntry.objects.filter(page_id=each.pk).delete()
            count += store_entries(describe(each))
    return count


def remove_page(page_id: int) -> int:
    """Take a page out of the index; return how many entries are left of it, which is none."""
    SearchEntry.objects.filter(page_id=page_id).delete()
    return 0


def rebuild() -> Iterator[tuple[int, int]]:
    """Build the whole index anew in one transaction; yield pages and entries done after each page."""
    engine = current_engine()
    pages = entries = 0
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        for page in live_pages():
            pages += 1
            entries += store_entries(describe(page))
            yield pages, entries
        engine.optimize()


def find_drift() -> Drift:
    """Compare every live page with its entries, and the entries with their tokens."""
    drift = Drift()
    seen: set[int] = set()
    for page in live_pages():
        seen.add(page.pk)
        stored = SearchEntry.objects.filter(page_id=page.pk).order_by("part").values(*COMPARED)
        wanted = [{name: getattr(entry, name) for name in COMPARED} for entry in describe(page)]
        if list(stored) != wanted:
            drift.pages.append(page.pk)
    indexed = set(SearchEntry.objects.values_list("page_id", flat=True).distinct())
    drift.pages += sorted(indexed - seen)
    drift.tokens = current_engine().count_faults()
    return drift


def repair(drift: Drift) -> None:
    """Index anew what differs; tokens that went astray need all of it."""
    if drift.tokens:
        for _progress in rebuild():
            pass
        return
    for page_id in drift.pages:
        index_page(page_id)


def live_pages() -> Iterator[Page]:
    """Yield the live pages that the index holds, kind by kind."""
    for model in INDEXED:
        yield from model.objects.filter(live=True).order_by("pk").iterator(chunk_size=50)


def _with_lessons(page: Page) -> Iterator[Page]:
    yield page
    if isinstance(page, CoursePage | CourseModulePage):
        yield from LessonPage.objects.descendant_of(page).filter(live=True)


def store_entries(entries: Iterable[SearchEntry]) -> int:
    """Save new entries and their tokens together; return how many."""
    saved = SearchEntry.objects.bulk_create(list(entries), batch_size=500)
    current_engine().store(
        Fields(entry.pk, index_form(entry.title), index_form(entry.context), index_form(entry.body))
        for entry in saved
    )
    return len(saved)
