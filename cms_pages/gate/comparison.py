"""What changed between two texts: by paragraph, with moved ones found, and within one by character.

Chinese has no spaces, so a comparison by words would show a whole clause as replaced for one changed
word. The difference within a paragraph is the smallest one (insertions and deletions only), joined
where a single character stands between two changes.
"""

from dataclasses import dataclass

from rapidfuzz.distance import Indel, LCSseq
from rapidfuzz.fuzz import ratio

from cms_pages.gate.contents import Line

ALIKE = 40.0
"""From this likeness on (0 to 100) two paragraphs are versions of one another."""
MOVED = 80.0
"""From this likeness on a paragraph that went at one place and came at another was moved."""
SHORTEST_FOLD = 2
"""So many unchanged paragraphs in a run are folded; fewer are shown."""
LONGEST_TABLE = 250_000
"""So many pairs of paragraphs are weighed in one stretch; a longer stretch is paired in order."""
SHORTEST_MOVED = 8
"""A shorter paragraph that comes again elsewhere says nothing about where it came from."""
JOINED = 1
"""So many unchanged characters between two changes are shown as part of the change."""


@dataclass(frozen=True)
class Piece:
    """A run of characters: `kind` is same, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """One paragraph of the comparison: same, changed, added, removed, moved here or moved away."""

    kind: str
    pieces: tuple[Piece, ...]
    old: Line | None = None
    new: Line | None = None


def compare(old: list[Line], new: list[Line]) -> list[Row]:
    """Return the rows of the comparison, in the order of the new text."""
    rows: list[Row] = []
    gone: list[Line] = []
    come: list[Line] = []
    for step in LCSseq.opcodes(*_numbered(old, new)):
        if step.tag == "equal":
            rows += _stretch(gone, come)
            gone, come = [], []
            rows += [
                Row("same", (Piece("same", line.text),), line, line)
                for line in new[step.dest_start : step.dest_end]
            ]
        else:
            gone += old[step.src_start : step.src_end]
            come += new[step.dest_start : step.dest_end]
    rows += _stretch(gone, come)
    return _find_moves(rows)


@dataclass(frozen=True)
class Fold:
    """A run of unchanged paragraphs, shown when asked for."""

    rows: tuple[Row, ...]


def fold(rows: list[Row]) -> list[Row | Fold]:
    """Return the rows with each long unchanged run folded, but for one paragraph beside a change."""
    folded: list[Row | Fold] = []
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and rows[end].kind == "same":
            end += 1
        if end == at:
            folded.append(rows[at])
            at += 1
            continue
        first = at if at == 0 else at + 1
        last = end if end == len(rows) else end - 1
        if last - first < SHORTEST_FOLD:
            folded += rows[at:end]
        else:
            folded += [*rows[at:first], Fold(tuple(rows[first:last])), *rows[last:end]]
        at = end
    return folded


def marked_length(rows: list[Row]) -> int:
    """Return how many characters the comparison marks as added or removed."""
    return sum(len(piece.text) for row in rows for piece in row.pieces if piece.kind != "same")


def _numbered(old: list[Line], new: list[Line]) -> tuple[list[int], list[int]]:
    numbers: dict[Line, int] = {}
    for line in [*old, *new]:
        numbers.setdefault(line, len(numbers))
    return [numbers[line] for line in old], [numbers[line] for line in new]


def _stretch(gone: list[Line], come: list[Line]) -> list[Row]:
    """Return the rows of a stretch without equal paragraphs: alike ones are paired, in order."""
    rows: list[Row] = []
    at, to = 0, 0
    for a, b in [*_pairs(gone, come), (len(gone), len(come))]:
        rows += [Row("removed", (Piece("removed", line.text),), old=line) for line in gone[at:a]]
        rows += [Row("added", (Piece("added", line.text),), new=line) for line in come[to:b]]
        if a < len(gone):
            rows.append(Row("changed", pieces(gone[a].text, come[b].text), gone[a], come[b]))
        at, to = a + 1, b + 1
    return rows


def _pairs(gone: list[Line], come: list[Line]) -> list[tuple[int, int]]:
    """Return which old paragraph became which new one, so that as much as possible stays alike."""
    if len(gone) * len(come) > LONGEST_TABLE:
        return [(at, at) for at in range(min(len(gone), len(come))) if _likeness(gone[at], come[at])]
    likeness = [[_likeness(line, other) for other in come] for line in gone]
    best = [[0.0] * (len(come) + 1) for _line in range(len(gone) + 1)]
    for a in range(len(gone) - 1, -1, -1):
        for b in range(len(come) - 1, -1, -1):
            taken = likeness[a][b] + best[a + 1][b + 1] if likeness[a][b] else 0.0
            best[a][b] = max(taken, best[a + 1][b], best[a][b + 1])
    pairs, a, b = [], 0, 0
    while a < len(gone) and b < len(come):
        if likeness[a][b] and best[a][b] == likeness[a][b] + best[a + 1][b + 1]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs


def _likeness(old: Line, new: Line) -> float:
    """Return how alike two paragraphs are (0: not versions of one another); files pair with files."""
    if old.file_kind != new.file_kind:
        return 0.0
    if old.file_kind:
        return 100.0 if old.file_id == new.file_id else ALIKE
    return ratio(old.text, new.text, score_cutoff=ALIKE)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return the smallest difference by characters, joined where it would fall into crumbs."""
    runs: list[list[str]] = []  # removed, added, and the unchanged run after them
    removed = added = ""
    for step in Indel.opcodes(old, new):
        if step.tag != "equal":
            removed += old[step.src_start : step.src_end]
            added += new[step.dest_start : step.dest_end]
        else:
            runs.append([removed, added, new[step.dest_start : step.dest_end]])
            removed = added = ""
    runs.append([removed, added, ""])
    joined: list[list[str]] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and any(last[:2]) and any(run[:2]) and len(last[2]) <= JOINED:
            joined[-1] = [last[0] + last[2] + run[0], last[1] + last[2] + run[1], run[2]]
        else:
            joined.append(run)
    kinds = ("removed", "added", "same")
    return tuple(Piece(kind, text) for run in joined for kind, text in zip(kinds, run, strict=True) if text)


def _find_moves(rows: list[Row]) -> list[Row]:
    """Turn a paragraph that went here and came there into one that was moved."""
    gone = [at for at, row in enumerate(rows) if row.kind == "removed"]
    come = [at for at, row in enumerate(rows) if row.kind == "added"]
    if len(gone) * len(come) > LONGEST_TABLE:
        return rows
    for to in come:
        new = rows[to].new
        if new is None or (len(new.text) < SHORTEST_MOVED and not new.file_kind):
            continue
        found = max(gone, key=lambda at: _moved(rows[at].old, new), default=None)
        if found is None or not _moved(rows[found].old, new):
            continue
        old = rows[found].old or new
        rows[to] = Row("moved", pieces(old.text, new.text), old, new)
        rows[found] = Row("moved_away", (Piece("same", old.text),), old)
        gone.remove(found)
    return rows


def _moved(old: Line | None, new: Line) -> float:
    if old is None or (old.file_kind, old.file_id) != (new.file_kind, new.file_id):
        return 0.0
    return 100.0 if old.file_kind else ratio(old.text, new.text, score_cutoff=MOVED)
