"""Snippets that show why something was found: pieces of text, marked or not, never HTML.

Questions are compared with folded text, so that full-width and upper-case forms match; the marks are
mapped back to the characters as they were written.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import distinct_tokens, find_runs, fold

SNIPPET = 90
"""How many characters of a text a hit shows."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text as it was written; `marked` where the question was found."""

    text: str
    marked: bool = False


def find_ranges(text: str, terms: tuple[str, ...], *, loose: bool = False) -> list[tuple[int, int]]:
    """Return the merged ranges of `text`, in its own characters, where one of the terms stands.

    A term matches when its folded runs follow each other with nothing but separators between, which
    is what the index matches. With `loose` the pairs of characters of the terms count as well.
    """
    folded, starts, ends = _fold_with_map(text)
    if not folded:
        return []
    found: list[tuple[int, int]] = []
    squeezed, places = _squeeze(folded)
    whole, pairs = _needles(terms)
    for wanted in whole:
        found += _occurrences(squeezed, wanted, places)
    if loose and not found:
        for token in pairs:
            found += _occurrences(squeezed, token, places)
    return _merge([(starts[a], ends[b - 1]) for a, b in found])


def mark(text: str, terms: tuple[str, ...], *, loose: bool = False) -> tuple[Piece, ...]:
    """Return the whole text as pieces, with the found ranges marked."""
    return _pieces(text, find_ranges(text, terms, loose=loose), 0, len(text))


def snippet(
    text: str, terms: tuple[str, ...], *, loose: bool = False, length: int = SNIPPET
) -> tuple[Piece, ...]:
    """Return about `length` characters around the place with most marks, with … where text is left out."""
    ranges = find_ranges(text, terms, loose=loose)
    if len(text) <= length:
        return _pieces(text, ranges, 0, len(text))
    start = _best_start(text, ranges, length)
    stop = min(len(text), start + length)
    shown = list(_pieces(text, ranges, start, stop))
    if start > 0:
        shown.insert(0, Piece("……"))
    if stop < len(text):
        shown.append(Piece("……"))
    return tuple(shown)


def _best_start(text: str, ranges: list[tuple[int, int]], length: int) -> int:
    """Return where the window with the most marked characters begins, at a clause if one is near."""
    if not ranges:
        return 0
    best, weight = ranges[0][0], -1
    for start, _end in ranges:
        inside = sum(min(b, start + length) - a for a, b in ranges if start <= a < start + length)
        if inside > weight:
            best, weight = start, inside
    lead = max(0, best - length // 4)
    for at in range(lead, best):
        if text[at] in "。；！？\n":
            lead = at + 1
            break
    else:
        if lead and best - lead > 0:
            clause = max(text.rfind(sign, lead, best) for sign in "，、：")
            lead = clause + 1 if clause >= 0 else lead
    lead = min(lead, max(0, len(text) - length))
    while lead < best and text[lead].isspace():
        lead += 1
    return lead


def _pieces(text: str, ranges: list[tuple[int, int]], start: int, stop: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for begin, end in ranges:
        begin, end = max(begin, start), min(end, stop)
        if begin >= end:
            continue
        if at < begin:
            pieces.append(Piece(text[at:begin]))
        pieces.append(Piece(text[begin:end], marked=True))
        at = end
    if at < stop:
        pieces.append(Piece(text[at:stop]))
    return tuple(pieces)


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    return fold(cluster)


@lru_cache(maxsize=1)
def _uneven() -> re.Pattern[str]:
    """Return the pattern of what does not fold one to one: …, ㎏, a letter with its combining marks."""
    joining, uneven = [], []
    for code in range(0x20000):
        sign = chr(code)
        if unicodedata.combining(sign) or 0x1160 <= code <= 0x11FF:
            joining.append(re.escape(sign))
        elif len(fold(sign)) != 1:
            uneven.append(re.escape(sign))
    marks = "".join(joining)
    return re.compile(f"[^{marks}]?[{marks}]+|[{''.join(uneven)}]|[\U00020000-\U0010ffff]")


def _fold_with_map(text: str) -> tuple[str, list[int], list[int]]:
    """Return the folded text and, for each of its characters, where its source begins and ends."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _uneven().finditer(text):
        begin, end = match.span()
        out.append(fold(text[at:begin]))
        starts += range(at, begin)
        ends += range(at + 1, begin + 1)
        folded = _fold_cluster(match.group())
        out.append(folded)
        starts += [begin] * len(folded)
        ends += [end] * len(folded)
        at = end
    out.append(fold(text[at:]))
    starts += range(at, len(text))
    ends += range(at + 1, len(text) + 1)
    joined = "".join(out)
    # Scripts that compose in other ways do not occur in our texts; better no mark than a wrong one.
    even = len(joined) == len(starts) and joined == fold(text)
    return (joined, starts, ends) if even else ("", [], [])


@lru_cache(maxsize=256)
def _needles(terms: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the terms as they are looked for, and their pairs, words and numbers."""
    whole = tuple(_squeeze(fold(term))[0] for term in terms)
    pairs = {token: None for term in terms for token in distinct_tokens(term) if len(token) > 1}
    return whole, tuple(pairs)


_BREAK = "\x00"
"""Stands between two runs, so that `ab cd` and `abcd` stay different words."""


def _squeeze(folded: str) -> tuple[str, list[int]]:
    """Return the runs of folded text joined by single breaks, and where each character came from."""
    out: list[str] = []
    places: list[int] = []
    for run in find_runs(folded):
        if out:
            out.append(_BREAK)
            places.append(run.start)
        out.append(run.text)
        places += range(run.start, run.end)
    return "".join(out), places


def _occurrences(squeezed: str, wanted: str, places: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    if not wanted:
        return found
    at = squeezed.find(wanted)
    while at >= 0:
        last = at + len(wanted) - 1
        if _whole_words(squeezed, at, last):
            found.append((places[at], places[last] + 1))
        at = squeezed.find(wanted, at + 1)
    return found


def _whole_words(squeezed: str, first: int, last: int) -> bool:
    """Say whether a match keeps to the index's tokens: numbers are whole, words are not cut in front."""
    if first and squeezed[first].isascii() and squeezed[first - 1] != _BREAK:
        return False
    following = squeezed[last + 1 : last + 2]
    return not (squeezed[last].isdigit() and following.isdigit())


def _merge(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(ranges):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged
