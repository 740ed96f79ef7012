"""What changed between two texts, by paragraph and, within a paragraph, by character."""

import difflib
import json
import re
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags

_TEXT_FIELDS = (
    "title",
    "summary",
    "introduction",
    "source",
    "responsible_editor",
    "instructions",
    "goals",
    "cited_provisions",
    "history",
)
_LONG = 4000


@dataclass(frozen=True)
class Piece:
    """A run of characters: `kind` is same, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """One paragraph of the comparison: same, changed, added or removed, with its pieces."""

    kind: str
    pieces: tuple[Piece, ...]


def paragraphs_of(content: dict[str, Any]) -> list[str]:
    """Return the readable paragraphs of a revision's content, in order; never an answer key's markup."""
    lines: list[str] = []
    for name in _TEXT_FIELDS:
        value = content.get(name)
        if isinstance(value, str) and value.strip():
            lines += [line.strip() for line in value.splitlines() if line.strip()]
    for name in ("body", "questions"):
        blocks = content.get(name) or []
        for block in json.loads(blocks) if isinstance(blocks, str) else blocks:
            lines += _block_lines(block["value"])
    return lines


def _block_lines(value: Any) -> list[str]:
    if isinstance(value, str):
        parts = re.split(r"</p>|<br\s*/?>|</li>|\n", value)
        return [text for part in parts if (text := strip_tags(part).strip())]
    if isinstance(value, dict):
        return [line for item in value.values() for line in _block_lines(item)]
    if isinstance(value, list):
        return [line for item in value for line in _block_lines(item)]
    if isinstance(value, bool):
        return ["✓" if value else "✗"]
    return [str(value)] if value is not None else []


def compare(old: list[str], new: list[str]) -> list[Row]:
    """Return the rows of the comparison, in the order of the new text."""
    rows: list[Row] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [Row("same", (Piece("same", text),)) for text in new[c:d]]
            continue
        pairs = min(b - a, d - c)
        rows += [_changed(old[a + at], new[c + at]) for at in range(pairs)]
        rows += [Row("removed", (Piece("removed", text),)) for text in old[a + pairs : b]]
        rows += [Row("added", (Piece("added", text),)) for text in new[c + pairs : d]]
    return rows


def _changed(old: str, new: str) -> Row:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if max(len(old), len(new)) > _LONG or matcher.quick_ratio() < 0.3:
        return Row("changed", (Piece("removed", old), Piece("added", new)))
    pieces: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", new[c:d]))
            continue
        if b > a:
            pieces.append(Piece("removed", old[a:b]))
        if d > c:
            pieces.append(Piece("added", new[c:d]))
    return Row("changed", tuple(pieces))
