"""The structure of a regulation: what one parsed document is made of.

Stable ids. Headings are named by their place: `part_1`, `part_1__subpart_2`, `part_1__chp_2__sec_3`
(`hd_1` for a heading without 编/章/节). Articles are named by their number alone, whatever chapter they
stand in: `art_12`, and `art_12bis1` for 第十二条之一 (`art_12bis1bis2` for 第十二条之一之二). Below an
article: `art_12__para_2`, `art_12__para_2__item_3`, `art_12__para_2__item_3__sub_1`. A document numbered
一、二、… without articles has points, `pt_3__para_1`. `preamble__para_1`, `annex_1__para_2`,
`…__tbl_1` name the rest. Should an id occur twice in one document, the later ones end in `-2`, `-3`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a node of the tree is."""

    PART = "part"  # 编
    SUBPART = "subpart"  # 分编
    CHAPTER = "chapter"  # 章
    SECTION = "section"  # 节
    HEADING = "heading"  # a heading without 编/章/节: 序言, 一、一般规定
    PREAMBLE = "preamble"
    ARTICLE = "article"  # 条
    POINT = "point"  # 一、 in a document without articles
    PARAGRAPH = "paragraph"  # 款
    ITEM = "item"  # 项
    SUBITEM = "subitem"  # 目
    TABLE = "table"
    ANNEX = "annex"


HEADINGS = frozenset({Kind.PART, Kind.SUBPART, Kind.CHAPTER, Kind.SECTION, Kind.HEADING})
"""Kinds that only order others."""

CITED = frozenset({Kind.ARTICLE, Kind.POINT})
"""Kinds that carry the numbering of the document."""


@dataclass(frozen=True, slots=True)
class Node:
    """One unit of the text with everything below it.

    `label` is the canonical name (第十二条); `mark` is the number as printed, which may be misspelt;
    `heading` is the words of a heading or the caption of an article; `text` is the unit's own words.
    """

    kind: Kind
    eid: str
    number: str = ""
    label: str = ""
    mark: str = ""
    heading: str = ""
    text: str = ""
    children: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def full_text(self) -> str:
        """Return the words of this node and all below it, one unit a line."""
        own = f"{self.mark}{self.text}" if self.kind in {Kind.ITEM, Kind.SUBITEM} else self.text
        return "\n".join(part for part in (own, *(child.full_text() for child in self.children)) if part)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in the text that a person should look at."""

    line: int
    code: str  # gap | quoted | misprint | duplicate
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with its place in the document."""

    node: Node
    order: int
    parent_eid: str
    headings: tuple[Node, ...]

    @property
    def heading_path(self) -> str:
        """Return the headings above the node: 第一编 总则 / 第二章 自然人."""
        return " / ".join(f"{node.label} {node.heading}".strip() for node in self.headings)


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a regulation, parsed."""

    title: str = ""
    history: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    remarks: tuple[Remark, ...] = field(default=(), compare=False)

    def walk(self) -> Iterator[Node]:
        """Yield every node in reading order."""
        for node in self.nodes:
            yield from node.walk()

    def articles(self) -> list[Node]:
        """Return the articles (条) in reading order; points are not articles."""
        return [node for node in self.walk() if node.kind is Kind.ARTICLE]

    def placed(self) -> list[Placed]:
        """Return every node with its order, parent and the headings above it."""
        found: list[Placed] = []

        def visit(node: Node, parent_eid: str, headings: tuple[Node, ...]) -> None:
            found.append(Placed(node, len(found), parent_eid, headings))
            below = (*headings, node) if node.kind in HEADINGS or node.kind is Kind.ANNEX else headings
            for child in node.children:
                visit(child, node.eid, below)

        for node in self.nodes:
            visit(node, "", ())
        return found
