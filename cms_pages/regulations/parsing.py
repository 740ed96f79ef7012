"""Parse a regulation from Markdown or plain text into its tree."""

from cms_pages.regulations import grammar
from cms_pages.regulations.builder import Builder
from cms_pages.regulations.grammar import HeadingMark
from cms_pages.regulations.lines import Line, cut
from cms_pages.regulations.numbering import Numbering, find_numbering
from cms_pages.regulations.tree import Document, Kind, Node


def parse(source: str, *, title: str = "") -> Document:
    """Return the tree of a regulation's text; never fails, whatever the text is.

    `title` is used when the text has none. Reads the words, not the number of # signs: 编/分编/章/节 in
    any depth, articles, points, items in any of the usual marks, tables, annexes. What looks odd (gaps,
    quoted articles, misprinted numbers) is kept in place and listed in `remarks`.
    """
    lines = cut(source)
    found_title, history, lines = _split_head(lines)
    contents, lines = _split_contents(lines)
    numbering = find_numbering(lines)
    return Document(
        title=found_title or title,
        history=history,
        contents=contents,
        nodes=_Reader(lines, numbering).read(),
        remarks=numbering.remarks,
    )


def _split_head(lines: list[Line]) -> tuple[str, tuple[str, ...], list[Line]]:
    """Split off the title and the lines that tell how the text came to be."""
    end = next((index for index, line in enumerate(lines) if line.ends_head), None)
    head, body = (lines[:end], lines[end + 1 :]) if end is not None else ([], lines)
    if end is None:
        body = lines
        if body and _is_title(body[0]):
            head, body = body[:1], body[1:]
        while body and not body[0].hashes and grammar.is_history(body[0].text):
            head, body = [*head, body[0]], body[1:]
    title = ""
    if head and _is_title(head[0]):
        title, head = head[0].text, head[1:]
    body = [line for line in body if not line.ends_head]
    return title, tuple(line.text for line in head), body


def _is_title(line: Line) -> bool:
    if line.hashes:
        return line.hashes == 1 and grammar.heading_mark(line.text) is None
    marked = (
        grammar.article_mark(line.text) or grammar.heading_mark(line.text) or grammar.item_mark(line.text)
    )
    return (
        not marked
        and not line.is_table
        and len(line.text) <= 80
        and not line.text.endswith(tuple(grammar.SENTENCE_ENDS))
        and not grammar.is_history(line.text)
        and not grammar.is_unnumbered_heading(line.text)
    )


def _split_contents(lines: list[Line]) -> tuple[tuple[str, ...], list[Line]]:
    """Split off a table of contents: 目录 and the headings after it, until the first comes again."""
    start = next((i for i, line in enumerate(lines[:20]) if grammar.squeeze(line.text) == "目录"), None)
    if start is None:
        return (), lines
    entries: list[str] = []
    for line in lines[start + 1 :]:
        words = grammar.squeeze(line.text)
        is_entry = grammar.heading_mark(line.text) or grammar.is_unnumbered_heading(line.text)
        if line.hashes or not is_entry or (entries and words == grammar.squeeze(entries[0])):
            break
        entries.append(line.text)
    if not entries:
        return (), lines
    return tuple(entries), lines[:start] + lines[start + 1 + len(entries) :]


class _Reader:
    """Hand the lines to the builder, each for what it is."""

    def __init__(self, lines: list[Line], numbering: Numbering) -> None:
        self.lines = lines
        self.articles = numbering.articles
        self.by_points = numbering.by_points
        self.last_article = max(numbering.articles, default=-1)
        self.last_number: dict[Kind, int] = {}
        self.builder = Builder()

    def read(self) -> tuple[Node, ...]:
        for index in range(len(self.lines)):
            self._read_line(index)
        return self.builder.finish()

    def _read_line(self, index: int) -> None:
        line = self.lines[index]
        builder = self.builder
        if line.is_table:
            builder.add_table(line.text)
            return
        if index in self.articles:
            mark = self.articles[index]
            caption, words = grammar.split_caption(mark.rest)
            builder.open_article(
                number=mark.key, label=mark.label, mark=mark.mark, caption=caption, words=words
            )
            return
        annex = grammar.annex_mark(line.text)
        if annex and index > self.last_article and (line.hashes or builder.has_body):
            builder.open_annex(mark=annex[0], words=annex[1])
            return
        heading = self._heading(index)
        if heading is not None:
            if heading.number is not None:
                self.last_number[heading.kind] = heading.number
            builder.open_heading(heading, hashes=line.hashes)
            return
        item = grammar.item_mark(line.text)
        if item is None:
            builder.add_text(line.text, continues=self._continues(index))
        elif item.style == "listed" and self.by_points and not builder.in_annex:
            builder.open_point(number=item.number, mark=item.mark, words=item.rest)
        else:
            builder.add_item(item)

    def _heading(self, index: int) -> HeadingMark | None:
        line = self.lines[index]
        mark = grammar.heading_mark(line.text)
        if line.hashes:
            listed = grammar.listed_mark(line.text)
            return mark or listed or HeadingMark(Kind.HEADING, None, "", line.text)
        if mark is not None:
            runs_on = mark.number in {1, self.last_number.get(mark.kind, 0) + 1}
            return mark if runs_on and grammar.could_be_bare_heading(mark, line.text) else None
        if grammar.is_unnumbered_heading(line.text) and not self.builder.in_annex:
            opens_text = not self.builder.has_body or self._next_opens(index)
            return HeadingMark(Kind.HEADING, None, "", line.text) if opens_text else None
        listed = grammar.listed_mark(line.text)
        if listed is None or not self.articles or not self._next_opens(index):
            return None
        return listed if grammar.could_be_bare_heading(listed, line.text) else None

    def _next_opens(self, index: int) -> bool:
        """Return whether the next line opens an article or is a heading."""
        return index + 1 in self.articles or (
            index + 1 < len(self.lines) and self.lines[index + 1].hashes > 0
        )

    def _continues(self, index: int) -> bool:
        """Return whether a plain line belongs to the item before it: the item's list goes on after it."""
        open_styles = self.builder.open_styles
        if not open_styles:
            return False
        for later in range(index + 1, len(self.lines)):
            line = self.lines[later]
            if line.hashes or line.is_table or later in self.articles:
                return False
            mark = grammar.item_mark(line.text)
            if mark is None:
                continue
            if mark.style == "listed" and self.by_points:
                return False
            if mark.style in open_styles:
                return mark.number == open_styles[mark.style] + 1
        return False
