"""Read a revision's content as the checks see it: passages with their places, links and pictures."""

import json
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from cms_pages.checks.types import Link, Passage, Picture, Text
from cms_pages.gate.contents import pages_of_section

FIELDS = (
    "title",
    "summary",
    "introduction",
    "source",
    "responsible_editor",
    "instructions",
    "goals",
    "cited_provisions",
)
BODIES = ("pictures", "body", "sections", "questions")
_FILES = ("video", "file", "captions")
_SIGNED = ("source", "responsible_editor")
_BREAKS = {"p", "li", "br", "h2", "h3", "h4", "hr", "ul", "ol"}


def read_content(content: Mapping[str, Any], *, verbatim: bool = False) -> Text:
    """Return what a revision says. A text that names a responsible editor must name its source too."""
    passages: list[Passage] = []
    pictures: list[Picture] = []
    for name in FIELDS:
        words = content.get(name)
        if isinstance(words, str) and words.strip():
            passages.append(Passage(name, words))
    for name in BODIES:
        for block in _blocks(content.get(name)):
            for part in _parts(name, str(block.get("id") or ""), block.get("type", ""), block.get("value")):
                if isinstance(part, Picture):
                    pictures.append(part)
                elif part.text or part.links:
                    passages.append(part)
    if content.get("image"):  # a banner
        words = str(content.get("alternative") or "")
        pictures.append(Picture("image", "", content["image"], words))
        links = (Link("image", str(content["image"]), 0, 0),)
        passages.append(Passage("image", words, links=links))
    for name in _FILES:
        if content.get(name):
            passages.append(Passage(name, "", links=(Link("document", str(content[name]), 0, 0),)))
    missing = () if "responsible_editor" not in content else _SIGNED
    return Text(
        passages=tuple(passages),
        pictures=tuple(pictures),
        missing=tuple(name for name in missing if not str(content.get(name) or "").strip()),
        verbatim=verbatim,
    )


def _blocks(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, str):
        value = json.loads(value) if value else []
    return [block for block in value or [] if isinstance(block, dict)]


def _parts(field: str, block: str, kind: str, value: Any) -> Iterator[Passage | Picture]:
    if kind == "image" and isinstance(value, dict):
        words = str(value.get("alternative") or "")
        yield Picture(field, block, value.get("image"), words)
        links = (Link("image", str(value["image"]), 0, 0),) if value.get("image") else ()
        yield Passage(field, str(value.get("caption") or ""), block, links)
        if words.strip():
            yield Passage(field, words, block)
    elif kind == "section" and isinstance(value, dict):
        chosen = tuple(Link("page", str(page), 0, 0) for page in pages_of_section(value))
        yield Passage(field, str(value["heading"]), block, chosen)
    elif kind == "document" and isinstance(value, int):
        yield Passage(field, "", block, (Link("document", str(value), 0, 0),))
    elif isinstance(value, str):
        yield from _rich(field, block, value) if "<" in value else [Passage(field, value, block)]
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _parts(field, block, "" if name != "value" else str(value.get("type")), item)
    elif isinstance(value, list):
        for item in value:
            inner = item["value"] if isinstance(item, dict) and "value" in item else item
            yield from _parts(field, block, "", inner)


def _rich(field: str, block: str, html: str) -> Iterator[Passage | Picture]:
    reader = _RichText()
    reader.feed(html)
    reader.close()
    yield Passage(field, "".join(reader.words).rstrip("\n"), block, tuple(reader.links))
    for image, alternative in reader.pictures:
        yield Picture(field, block, image, alternative)


class _RichText(HTMLParser):
    """Wagtail's rich text as plain words; a paragraph ends with a line's end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[Link] = []
        self.pictures: list[tuple[int | None, str]] = []
        self._open: list[tuple[str, str, int]] = []
        self._length = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            kind = values.get("linktype", "external")
            target = values.get("id") or values.get("href", "")
            self._open.append((kind, target, self._length))
        elif tag == "embed" and values.get("embedtype") == "image":
            number = values.get("id", "")
            self.pictures.append((int(number) if number.isdigit() else None, values.get("alt", "")))
            self.links.append(Link("image", number, self._length, 0))
        elif tag == "br":
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            kind, target, start = self._open.pop()
            self.links.append(Link(kind, target, start, self._length - start))
        elif tag in _BREAKS:
            self._add("\n")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, words: str) -> None:
        self.words.append(words)
        self._length += len(words)
