"""What the index says of a page: the entries made from its live text."""

from collections.abc import Iterable, Iterator

from wagtail.blocks import StreamValue
from wagtail.models import Page

from cms_pages.models import (
    ArticlePage,
    CourseModulePage,
    CoursePage,
    LessonPage,
    Provision,
    RegulationPage,
)
from cms_pages.regulations.tree import CITED
from cms_pages.regulations.types import Level
from search.analysis import divide
from search.models import SearchEntry
from search.types import EntryKind, Kind

INDEXED = (ArticlePage, RegulationPage, CoursePage, LessonPage)
"""The page models that the index holds."""

LEVEL_WEIGHT = {
    Level.JUDICIAL.value: 0.9,
    Level.ADMINISTRATIVE.value: 0.8,
    Level.MINISTRY.value: 0.74,
}
"""Among national norms the higher one answers first; rules of the party and of the house keep 1."""


def describe(page: Page) -> list[SearchEntry]:
    """Return the unsaved entries of a page; none when it is not live or not a kind that is searched."""
    if not page.live:
        return []
    if isinstance(page, ArticlePage):
        entries = _describe_text(page, EntryKind.ARTICLE, Kind.ARTICLE, context=_tags(page), lead=_lead(page))
    elif isinstance(page, LessonPage):
        entries = _describe_text(page, EntryKind.LESSON, Kind.LESSON, context=_place_of_lesson(page))
    elif isinstance(page, CoursePage):
        entries = iter([_describe_course(page)])
    elif isinstance(page, RegulationPage):
        entries = _describe_regulation(page)
    else:
        return []
    return [_numbered(entry, page, part) for part, entry in enumerate(entries)]


def _numbered(entry: SearchEntry, page: Page, part: int) -> SearchEntry:
    entry.page_id = page.pk
    entry.part = part
    entry.unit_id = page.unit_id
    entry.title = entry.title[:400]
    entry.context = entry.context[:600]
    return entry


def _describe_text(
    page: ArticlePage | LessonPage, kind: EntryKind, facet: Kind, *, context: str, lead: str = ""
) -> Iterator[SearchEntry]:
    text = "\n".join(part for part in (lead, read_stream(page.body)) if part)
    for piece in divide(text):
        yield SearchEntry(
            kind=kind,
            facet=facet,
            group=f"page:{page.pk}",
            title=page.title,
            context=context,
            body=piece,
            dated=page.date if isinstance(page, ArticlePage) else None,
        )


def _lead(page: ArticlePage) -> str:
    """Return what stands before the body: the summary, and the words of pictures or sections."""
    return "\n".join(part for part in (page.summary, *page.specific.words_beside_body()) if part)


def _describe_course(page: CoursePage) -> SearchEntry:
    return SearchEntry(
        kind=EntryKind.COURSE,
        facet=Kind.COURSE,
        group=f"page:{page.pk}",
        title=page.title,
        context=page.get_category_display(),
        body="\n".join(part for part in (page.summary, page.goals, page.cited_provisions) if part),
    )


def _describe_regulation(page: RegulationPage) -> Iterator[SearchEntry]:
    """Yield the regulation itself with what stands outside its articles, then each article or point."""
    work = page.work
    cited, outside = sort_provisions(page.provisions.order_by("order"))
    about = "\n".join(part for part in (page.number, work.issuer, outside) if part)
    for text in divide(about):
        yield _regulation_entry(
            page, kind=EntryKind.REGULATION, title=page.title, context=work.category, body=text
        )
    for provision in cited:
        yield _regulation_entry(
            page,
            kind=EntryKind.PROVISION,
            title=f"{work.short_title or work.title} {provision.label}",
            context=provision.heading_path,
            body=provision.text,
            anchor=provision.eid,
            number=provision.number,
        )


def _regulation_entry(page: RegulationPage, **values: str) -> SearchEntry:
    return SearchEntry(
        facet=Kind.REGULATION,
        group=f"work:{page.work_id}",
        work_id=page.work_id,
        dated=page.version_date or page.publish_date,
        weight=LEVEL_WEIGHT.get(page.work.level, 1.0),
        **values,
    )


def sort_provisions(provisions: Iterable[Provision]) -> tuple[list[Provision], str]:
    """Return the articles and points of a regulation, and the words that stand outside of them.

    The text of a provision holds everything below it, so what lies below is left out.
    """
    cited: list[Provision] = []
    outside: list[str] = []
    covered: set[str] = set()
    for provision in provisions:
        if provision.parent_eid in covered:
            covered.add(provision.eid)
        elif provision.kind in CITED:
            cited.append(provision)
            covered.add(provision.eid)
        elif provision.text:
            outside.append(provision.text)
            covered.add(provision.eid)
    return cited, "\n".join(outside)


def read_stream(value: StreamValue) -> str:
    """Return the words of a body without its markup."""
    return "\n".join(part for part in value.stream_block.get_searchable_content(value) if part)


def _tags(page: ArticlePage) -> str:
    return " ".join(page.tag_names())


def _place_of_lesson(page: LessonPage) -> str:
    """Return the names of the course and chapter that hold a lesson."""
    above = page.get_ancestors().type(CoursePage, CourseModulePage).order_by("depth")
    return " ".join(above.values_list("title", flat=True))
