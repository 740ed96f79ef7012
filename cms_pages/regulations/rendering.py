"""Write a tree back as normalised Markdown, and compare texts apart from their format."""

import re
import unicodedata

from cms_pages.regulations.lines import COMMENT, HEAD_END
from cms_pages.regulations.tree import CITED, HEADINGS, Document, Kind, Node

_LINE_SIGNS = re.compile(r"^\s*(?:#+|---\s*$)", re.M)
_BLANK = re.compile("[\\s\u200b\u200c\u200d\u2060\ufeff]+")


def render(document: Document) -> str:
    """Return the document as Markdown: one unit a line, blank lines between, headings nested from ##.

    Parsing the result gives the same tree again.
    """
    blocks = [f"# {document.title}"] if document.title else []
    blocks += [*document.history, HEAD_END]
    if document.contents:
        blocks += ["目录", *document.contents]
    for node in document.nodes:
        _write(node, 2, blocks)
    return "\n\n".join(blocks) + "\n"


def comparable(text: str) -> str:
    """Return the bare words of a text: without white space, width, # signs, bold marks and comments."""
    text = _LINE_SIGNS.sub("", COMMENT.sub("", text)).replace("**", "")
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


def _write(node: Node, depth: int, blocks: list[str]) -> None:
    if node.kind in HEADINGS or node.kind is Kind.ANNEX:
        glue = "" if node.mark.endswith(("、", "：")) else " "
        words = f"{node.mark}{glue}{node.heading}".strip()
        blocks.append(f"{'#' * depth} {words}")
        depth += 1
    elif node.kind in CITED:
        _write_cited(node, depth, blocks)
        return
    elif node.kind in {Kind.ITEM, Kind.SUBITEM}:
        glue = " " if node.mark.endswith(".") else ""
        blocks.append(f"{node.mark}{glue}{node.text}")
    elif node.text:
        blocks.append(node.text)
    for child in node.children:
        _write(child, depth, blocks)


def _write_cited(node: Node, depth: int, blocks: list[str]) -> None:
    caption = f"【{node.heading}】" if node.heading else ""
    children = list(node.children)
    words = ""
    if children and children[0].kind is Kind.PARAGRAPH:
        words = children[0].text
        children[0:1] = children[0].children
    glue = "" if node.kind is Kind.POINT else " "
    blocks.append(f"{node.mark}{glue}{caption}{words}".strip())
    for child in children:
        _write(child, depth, blocks)
