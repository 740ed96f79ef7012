"""Draw a parsed regulation as HTML: the text with an anchor at every unit, and its outline."""

from dataclasses import dataclass

import nh3
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms_pages.regulations.tree import CITED, HEADINGS, Document, Kind, Node

_TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td", "caption"}
_CLASSES = {
    Kind.PART: "part",
    Kind.SUBPART: "part",
    Kind.CHAPTER: "chapter",
    Kind.SECTION: "section",
    Kind.HEADING: "chapter",
    Kind.ANNEX: "chapter",
}
_CAPTION = 14


@dataclass(frozen=True)
class OutlineEntry:
    """A line of the outline; headings hold what stands below them."""

    eid: str
    label: str
    words: str
    below: tuple["OutlineEntry", ...] = ()
    is_heading: bool = False


def draw(document: Document) -> SafeString:
    """Return the text as HTML; every unit has its stable id as anchor, each article a link to copy."""
    parts: list[str] = []
    for node in document.nodes:
        _draw(node, 2, parts)
    return mark_safe("".join(parts))  # noqa: S308 every piece below is escaped or cleaned


def outline(document: Document) -> tuple[OutlineEntry, ...]:
    """Return the headings and articles as a tree."""
    return tuple(entry for node in document.nodes if (entry := _entry(node)))


def count_cited(document: Document) -> int:
    """Return the number of articles, or of points where there are no articles."""
    return sum(node.kind in CITED for node in document.walk())


def _entry(node: Node) -> OutlineEntry | None:
    if node.kind in HEADINGS or node.kind is Kind.ANNEX:
        below = tuple(entry for child in node.children if (entry := _entry(child)))
        return OutlineEntry(node.eid, node.label, node.heading, below, is_heading=True)
    if node.kind in CITED:
        return OutlineEntry(node.eid, node.label, node.heading or _opening(node))
    return None


def _opening(node: Node) -> str:
    """Return the first words of an article, for the outline."""
    text = node.full_text().replace("\n", "")
    return text if len(text) <= _CAPTION else text[:_CAPTION] + "…"


def _draw(node: Node, level: int, parts: list[str]) -> None:
    level = min(level, 6)
    if node.kind in _CLASSES:
        glue = "" if node.mark.endswith("、") else " "
        words = f"{node.mark.rstrip('：')}{glue}{node.heading}".strip()
        parts.append(
            f'<h{level} class="{_CLASSES[node.kind]}" id="{escape(node.eid)}">{escape(words)}</h{level}>'
        )
        level += 1
    elif node.kind in CITED:
        _draw_cited(node, level, parts)
        return
    elif node.kind is Kind.TABLE:
        parts.append(_table(node))
    elif node.kind in {Kind.ITEM, Kind.SUBITEM}:
        style = "item" if node.kind is Kind.ITEM else "item item--sub"
        parts.append(f'<p class="{style}" id="{escape(node.eid)}">{escape(node.mark)}{escape(node.text)}</p>')
    elif node.kind is Kind.PARAGRAPH and node.text:
        parts.append(f'<p id="{escape(node.eid)}">{escape(node.text)}</p>')
    for child in node.children:
        _draw(child, level, parts)


def _draw_cited(node: Node, level: int, parts: list[str]) -> None:
    caption = f" {node.heading}" if node.heading else ""
    parts.append(
        format_html(
            '<section class="article" id="{0}" data-label="{2}">'
            '<h{1} class="article__label">{2}{3}'
            '<a class="anchor" href="#{0}" data-copies="#{0}" aria-label="{4}">{5}</a></h{1}>',
            node.eid,
            level,
            node.label,
            caption,
            _("Copy the link to %(label)s") % {"label": node.label},
            _("Copy link"),
        )
    )
    for child in node.children:
        _draw(child, level + 1, parts)
    parts.append("</section>")


def _table(node: Node) -> str:
    raw = node.text
    if not raw.lstrip().lower().startswith("<"):
        raw = _rows(raw)
    clean = nh3.clean(
        raw,
        tags=_TABLE_TAGS,
        attributes={"th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}},
    )
    name = _("Table %(number)s") % {"number": node.eid}
    return (
        f'<div class="statute-table" id="{escape(node.eid)}" tabindex="0" role="region" '
        f'aria-label="{escape(name)}">{clean}</div>'
    )


def _rows(markdown: str) -> str:
    """Return a Markdown table as HTML rows; the words are escaped."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in markdown.split("\n")]
    rows = [cells for cells in lines if not all(set(cell) <= set("-: ") for cell in cells)]
    html = []
    for number, cells in enumerate(rows):
        tag = "th" if number == 0 else "td"
        html.append("<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>")
    return f"<table>{''.join(html)}</table>"
