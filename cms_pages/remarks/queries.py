"""A text with its remarks at their places, and what is left of those of earlier rounds."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as data_field

from django.db.models import Prefetch, QuerySet

from cms_pages.gate.contents import FIELDS, Line, lines_by_field
from cms_pages.gate.models import Candidate
from cms_pages.gate.queries import content_of
from cms_pages.remarks.models import Remark, Reply


@dataclass(frozen=True)
class Mark:
    """A run of characters, and the numbers of the remarks that it belongs to."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass
class Paragraph:
    """One paragraph of a text with its marks and its remarks; `number` counts them from 1."""

    field: str
    line: int
    content: Line
    marks: list[Mark]
    remarks: list[tuple[int, Remark]] = data_field(default_factory=list)


@dataclass
class Section:
    """A field of a text."""

    label: str
    paragraphs: list[Paragraph]


def remarks() -> QuerySet[Remark]:
    """Return remarks with what a list of them shows."""
    answers = Prefetch("answers", Reply.objects.select_related("by").order_by("at", "pk"))
    return Remark.objects.select_related("by", "settled_by").prefetch_related(answers).order_by("pk")


def remarks_of(candidate: Candidate) -> list[Remark]:
    """Return the remarks on a text in the order of their places."""
    order = {name: at for at, name in enumerate(FIELDS)}
    found = remarks().filter(candidate=candidate)
    return sorted(found, key=lambda row: (order.get(row.field, len(order)), row.line, row.start, row.pk))


def unsettled_of_earlier_rounds(candidate: Candidate) -> list[Remark]:
    """Return the remarks on earlier rounds of this page's text that nobody has settled."""
    earlier = Candidate.objects.filter(page_id=candidate.page_id, pk__lt=candidate.pk)
    return list(remarks().filter(candidate__in=earlier, settled_at=None))


def number_unsettled(candidate: Candidate) -> int:
    """Return how many remarks on a text and its earlier rounds wait for somebody."""
    rounds = Candidate.objects.filter(page_id=candidate.page_id, pk__lte=candidate.pk)
    return Remark.objects.filter(candidate__in=rounds, settled_at=None).count()


def paragraph_of(candidate: Candidate, field: str, line: int) -> str:
    """Return one paragraph of a submitted text, or nothing where there is none."""
    lines = lines_by_field(content_of(candidate)).get(field, [])
    return lines[line].text if line < len(lines) else ""


def sections_of(candidate: Candidate, rows: Iterable[Remark]) -> list[Section]:
    """Return a text by field and paragraph, each with the marks of these remarks."""
    at_place: dict[tuple[str, int], list[tuple[int, Remark]]] = {}
    for number, row in enumerate(rows, start=1):
        at_place.setdefault((row.field, row.line), []).append((number, row))
    return [
        Section(
            str(FIELDS[name]),
            [
                Paragraph(name, at, line, _mark(line.text, found), found)
                for at, line in enumerate(lines)
                for found in [at_place.get((name, at), [])]
            ],
        )
        for name, lines in lines_by_field(content_of(candidate)).items()
    ]


def _mark(text: str, found: list[tuple[int, Remark]]) -> list[Mark]:
    """Cut a paragraph at every beginning and end of a passage; passages may overlap."""
    spans = [(row.start, row.start + len(row.quote), number) for number, row in found]
    cuts = sorted({0, len(text), *(cut for begin, end, _number in spans for cut in (begin, end))})
    return [
        Mark(text[begin:end], tuple(number for first, last, number in spans if first <= begin < last))
        for begin, end in itertools.pairwise(cuts)
    ]
