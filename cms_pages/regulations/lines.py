"""Cut a text into the lines that the parser looks at: one block each, tables kept whole."""

import re
from dataclasses import dataclass

COMMENT = re.compile(r"<!--.*?-->|<style\b.*?</style>", re.S)
"""What is no part of the text."""
_HEAD_END = re.compile(r"<!--\s*INFO END\s*-->")
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
HEAD_END = "---"
"""The line between the head (title and history) and the text, in normalised Markdown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One block of the text: its number in the file, its # signs, and its words."""

    number: int
    hashes: int
    text: str
    is_table: bool = False
    ends_head: bool = False


def cut(source: str) -> list[Line]:
    """Return the blocks of a text in order, without blank lines, comments and bold marks."""
    source = _HEAD_END.sub(HEAD_END, source.replace("\r\n", "\n").replace("\r", "\n"))
    source = _ZERO_WIDTH.sub("", COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source))
    found: list[Line] = []
    table: list[str] = []
    inside_html = False
    raw_lines = source.split("\n")
    for number, raw in enumerate(raw_lines, start=1):
        text = raw.strip()
        starts_html = text.lower().startswith("<table")
        if inside_html or starts_html or text.startswith("|"):
            if text:
                table.append(text)
            inside_html = (inside_html or starts_html) and "</table>" not in text.lower()
            if inside_html or text.startswith("|"):
                continue
            text = ""
        if table:
            found.append(Line(number - len(table), 0, "\n".join(table), is_table=True))
            table = []
        if text == HEAD_END:
            found.append(Line(number, 0, "", ends_head=True))
            continue
        hashes = len(text) - len(text.lstrip("#"))
        text = _BOLD.sub(r"\1", text[hashes:].strip()).strip()
        if text:
            found.append(Line(number, hashes, text))
    if table:
        found.append(Line(len(raw_lines) - len(table), 0, "\n".join(table), is_table=True))
    return found
