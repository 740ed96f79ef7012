"""A revision's content as the lines that a reviewer reads, field by field."""

import json
import re
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from cms_pages.gate.targets import mark_page, mark_targets, name_targets

FIELDS = {
    "title": _("title"),
    "summary": _("summary"),
    "introduction": _("introduction"),
    "source": _("source"),
    "responsible_editor": _("responsible editor"),
    "instructions": _("instructions"),
    "goals": _("goals"),
    "cited_provisions": _("cited provisions"),
    "history": _("history"),
    "image": _("image"),
    "pictures": _("pictures"),
    "sections": _("sections"),
    "file": _("file"),
    "captions": _("captions"),
    "body": _("body"),
    "questions": _("questions"),
}
"""The fields that are compared, in the order in which they are shown, with their words."""


@dataclass(frozen=True)
class Line:
    """One paragraph, or one file with the words that stand for it."""

    text: str
    file_kind: str = ""
    file_id: int | None = None


def lines_by_field(content: dict[str, Any]) -> dict[str, list[Line]]:
    """Return the readable lines of a revision's content; fields without any are left out."""
    found = {name: _lines(name, content.get(name)) for name in FIELDS}
    if content.get("image"):
        found["image"] = [Line(str(content.get("alternative") or ""), "image", content["image"])]
    for name in ("file", "captions"):
        if isinstance(content.get(name), int):
            found[name] = [Line("", "document", content[name])]
    names = name_targets(line.text for lines in found.values() for line in lines)
    return {
        name: [replace(line, text=names(line.text)) for line in lines]
        for name, lines in found.items()
        if lines
    }


def pages_of_section(value: dict[str, Any]) -> list[int]:
    """Return the keys of the pages of a topic's section, as a revision stores them with or without ids."""
    return [item["value"] if isinstance(item, dict) else item for item in value["texts"]]


def _lines(name: str, value: Any) -> list[Line]:
    if name in {"body", "questions", "pictures", "sections"}:
        blocks = json.loads(value) if isinstance(value, str) and value else value or []
        return [line for block in blocks for line in _block_lines(block.get("type", ""), block["value"])]
    if not isinstance(value, str):
        return []
    return [Line(text) for part in value.splitlines() if (text := part.strip())]


def _block_lines(kind: str, value: Any) -> list[Line]:
    if kind == "image" and isinstance(value, dict):
        words = "　".join(str(value[name]) for name in ("alternative", "caption") if value.get(name))
        return [Line(words, "image", value.get("image"))]
    if kind == "section" and isinstance(value, dict):
        return [Line(value["heading"]), *(Line(mark_page(page)) for page in pages_of_section(value))]
    if kind == "document" and isinstance(value, int):
        return [Line("", "document", value)]
    if isinstance(value, str):
        parts = re.split(r"</p>|<br\s*/?>|</li>|\n", mark_targets(value))
        return [Line(text) for part in parts if (text := unescape(strip_tags(part)).strip())]
    if isinstance(value, dict):
        return [line for item in value.values() for line in _block_lines("", item)]
    if isinstance(value, list):
        return [line for item in value for line in _block_lines("", item)]
    if isinstance(value, bool):
        return [Line("✓" if value else "✗")]
    return [Line(str(value))] if value is not None else []
