"""Tell the articles of a document from the 第…条 that it only quotes, by their numbers."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from cms_pages.regulations.grammar import ArticleMark, article_mark, listed_mark
from cms_pages.regulations.lines import Line
from cms_pages.regulations.tree import Remark

_LARGEST_GAP = 5
_ANNOUNCES_A_QUOTATION = re.compile(r"(?:修改为|改为|内容如下|规定|作为第.{1,8}[条款节章])[:：]$")
_QUOTES = re.compile("[“”]")


@dataclass(frozen=True)
class Numbering:
    """Which lines open articles (by index), whether points 一、 stand for articles, and what was noticed."""

    articles: dict[int, ArticleMark]
    by_points: bool
    remarks: tuple[Remark, ...]


def find_numbering(lines: list[Line]) -> Numbering:
    """Choose among the lines that begin 第…条 the one chain whose numbers run on.

    A line joins the chain when its number is the next one. It is passed over as a quotation when it
    stands inside “…”, announces itself as quoted, or when its number does not follow: a gap of a few
    numbers is taken only if the missing number does not come later. A document counted 一、二、…
    before its first 第…条 is an amending decision, and all its 第…条 are quotations.
    """
    marks = {
        index: mark
        for index, line in enumerate(lines)
        if not line.is_table and (mark := article_mark(line.text)) is not None
    }
    chain, remarks = _chain(lines, marks)
    points = _points(lines)
    if points and (not chain or _is_amending(points, chain)):
        return Numbering({}, True, tuple(_quoted(lines[index]) for index in marks))
    return Numbering(chain, False, tuple(remarks))


def _chain(lines: list[Line], marks: dict[int, ArticleMark]) -> tuple[dict[int, ArticleMark], list[Remark]]:
    quoted = _inside_quotation(lines, marks)
    start = next((i for i, mark in marks.items() if mark.follows(None) and i not in quoted), None)
    chain: dict[int, ArticleMark] = {}
    remarks: list[Remark] = []
    last: ArticleMark | None = None
    to_come = Counter(mark.key for mark in marks.values())
    for index, mark in marks.items():
        to_come[mark.key] -= 1
        if index in quoted or (start is not None and index < start):
            remarks.append(_quoted(lines[index]))
            continue
        if last is None:
            accepted = mark.spaced
        elif mark.follows(last):
            accepted = not (to_come[mark.key] and _ANNOUNCES_A_QUOTATION.search(lines[index - 1].text))
        else:
            accepted = _is_gap(last, mark, [other for i, other in marks.items() if i > index])
            if accepted:
                remarks.append(Remark(lines[index].number, "gap", f"{last.label} → {mark.label}"))
        if not accepted:
            remarks.append(_quoted(lines[index]))
            continue
        if mark.misprint:
            remarks.append(Remark(lines[index].number, "misprint", lines[index].text[:12]))
        chain[index] = mark
        last = mark
    return chain, remarks


def _is_gap(last: ArticleMark, mark: ArticleMark, later: list[ArticleMark]) -> bool:
    if not mark.spaced or mark.inserted or not 1 < mark.number - last.number <= _LARGEST_GAP:
        return False
    return not any(other.follows(last) for other in later)


def _quoted(line: Line) -> Remark:
    return Remark(line.number, "quoted", line.text[:20])


def _inside_quotation(lines: list[Line], marks: dict[int, ArticleMark]) -> set[int]:
    """Return the article lines between a “ and the next mark ”; an unpaired “ quotes nothing."""
    found: set[int] = set()
    events = [(index, char) for index, line in enumerate(lines) for char in _QUOTES.findall(line.text)]
    for (opened, first), (closed, second) in pairwise(events):
        if first == "“" and second == "”" and closed > opened:
            found.update(index for index in marks if opened < index <= closed)
    return found


def _points(lines: list[Line]) -> list[int]:
    """Return the lines, not headings, that count 一、二、… from their beginning."""
    found: list[int] = []
    last = 0
    for index, line in enumerate(lines):
        mark = None if line.is_table else listed_mark(line.text)
        if mark is None or mark.number != last + 1:
            continue
        last += 1
        if not line.hashes:
            found.append(index)
    return found


def _is_amending(points: list[int], chain: dict[int, ArticleMark]) -> bool:
    """Return whether the points count the document and the articles, which begin late, are quoted."""
    first = min(chain)
    return points[0] < first and len(points) >= len(chain) and chain[first].number != 1
