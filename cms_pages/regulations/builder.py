"""Grow the tree of a regulation unit by unit and give each its stable id."""

from collections import Counter
from dataclasses import dataclass, field

from cms_pages.regulations.grammar import RANKS, HeadingMark, ItemMark
from cms_pages.regulations.numerals import to_chinese
from cms_pages.regulations.tree import Kind, Node

_SHORT = {
    Kind.PART: "part",
    Kind.SUBPART: "subpart",
    Kind.CHAPTER: "chp",
    Kind.SECTION: "sec",
    Kind.HEADING: "hd",
}
_SIGN = {Kind.PART: "编", Kind.SUBPART: "分编", Kind.CHAPTER: "章", Kind.SECTION: "节"}


@dataclass
class _Growing:
    kind: Kind
    name: str = ""  # its own piece of the id
    number: str = ""
    label: str = ""
    mark: str = ""
    heading: str = ""
    text: str = ""
    hashes: int = 0
    children: list["_Growing"] = field(default_factory=list)

    def count(self, kind: Kind) -> int:
        return sum(child.kind is kind for child in self.children)


class Builder:
    """A tree under construction; lines are added in reading order."""

    def __init__(self) -> None:
        self.root = _Growing(Kind.PREAMBLE)
        self.headings: list[_Growing] = []  # from the outermost to the innermost open one
        self.container: _Growing | None = None  # open article, point, preamble or annex
        self.items: list[tuple[str, _Growing]] = []  # open items, (style, node), outermost first
        self.in_annex = False

    @property
    def has_body(self) -> bool:
        """Return whether anything but a preamble has been added."""
        return any(child.kind is not Kind.PREAMBLE for child in self.root.children)

    @property
    def open_styles(self) -> dict[str, int]:
        """Return the styles of the open items with their last numbers."""
        return {style: int(node.number) for style, node in self.items}

    def open_heading(self, mark: HeadingMark, *, hashes: int) -> None:
        """Open a heading below the innermost one that ranks above it."""
        outer = self.headings[0] if self.in_annex else None
        while (
            self.headings
            and self.headings[-1] is not outer
            and not _is_below(mark, hashes, self.headings[-1])
        ):
            self.headings.pop()
        parent = self.headings[-1] if self.headings else self.root
        number = mark.number if mark.number is not None else parent.count(mark.kind) + 1
        node = _Growing(
            mark.kind,
            f"{_SHORT[mark.kind]}_{number}",
            number="" if mark.number is None else str(number),
            mark=mark.mark,
            heading=mark.words,
            hashes=hashes,
        )
        node.label = f"第{to_chinese(number)}{_SIGN[mark.kind]}" if mark.kind in _SIGN else mark.mark
        parent.children.append(node)
        self.headings.append(node)
        self._open(None)

    def open_article(self, *, number: str, label: str, mark: str, caption: str, words: str) -> None:
        """Open an article; its first words are its first paragraph."""
        node = _Growing(Kind.ARTICLE, f"art_{number}", number=number, label=label, mark=mark, heading=caption)
        self._place(node)
        if words:
            self._paragraph(words)

    def open_point(self, *, number: int, mark: str, words: str) -> None:
        """Open a point of a document that has no articles."""
        self._place(
            _Growing(Kind.POINT, f"pt_{number}", number=str(number), label=mark.rstrip("、"), mark=mark)
        )
        if words:
            self._paragraph(words)

    def open_annex(self, *, mark: str, words: str) -> None:
        """Open an annex at the end of the document; everything until the next one belongs to it."""
        number = self.root.count(Kind.ANNEX) + 1
        node = _Growing(Kind.ANNEX, f"annex_{number}", number=str(number), mark=mark, heading=words)
        node.label = mark.rstrip("：")
        self.root.children.append(node)
        self.headings = [node]
        self.in_annex = True
        self._open(None)

    def add_text(self, words: str, *, continues: bool) -> None:
        """Add a paragraph, or the continuation of the innermost open item."""
        if continues and self.items:
            item = self.items[-1][1]
            item.children.append(
                _Growing(Kind.PARAGRAPH, f"para_{item.count(Kind.PARAGRAPH) + 1}", text=words)
            )
            return
        self._paragraph(words)

    def add_item(self, mark: ItemMark) -> None:
        """Add an item below the last paragraph; a mark of a new style goes one level deeper."""
        styles = [style for style, _ in self.items]
        if mark.style in styles:
            del self.items[styles.index(mark.style) :]
        if self.items:
            parent, kind, short = self.items[-1][1], Kind.SUBITEM, "sub"
        else:
            holder = self._holder()
            if not holder.children or holder.children[-1].kind is not Kind.PARAGRAPH:
                self._paragraph("")
            parent, kind, short = self._holder().children[-1], Kind.ITEM, "item"
        label = mark.mark.rstrip(".、")
        node = _Growing(
            kind, f"{short}_{mark.number}", str(mark.number), label=label, mark=mark.mark, text=mark.rest
        )
        parent.children.append(node)
        self.items.append((mark.style, node))

    def add_table(self, raw: str) -> None:
        """Add a table below the open unit."""
        holder = self._holder()
        holder.children.append(_Growing(Kind.TABLE, f"tbl_{holder.count(Kind.TABLE) + 1}", text=raw))
        self.items = []

    def finish(self) -> tuple[Node, ...]:
        """Return the finished tree."""
        children = self.root.children
        if len(children) == 1 and children[0].kind is Kind.PREAMBLE:
            children = children[0].children  # a text of nothing but paragraphs has no preamble
        taken: Counter[str] = Counter()
        return tuple(_freeze(child, "", taken) for child in children)

    def _open(self, container: _Growing | None) -> None:
        self.container = container
        self.items = []

    def _place(self, node: _Growing) -> None:
        (self.headings[-1] if self.headings else self.root).children.append(node)
        self._open(node)

    def _holder(self) -> _Growing:
        if self.container is not None:
            return self.container
        if self.headings:
            return self.headings[-1]
        self._place(_Growing(Kind.PREAMBLE, "preamble"))
        return self._holder()

    def _paragraph(self, words: str) -> None:
        holder = self._holder()
        number = holder.count(Kind.PARAGRAPH) + 1
        holder.children.append(_Growing(Kind.PARAGRAPH, f"para_{number}", number=str(number), text=words))
        self.items = []


def _is_below(mark: HeadingMark, hashes: int, outer: _Growing) -> bool:
    """Return whether a new heading goes under an open one: by the words, and by # signs where words fail."""
    if outer.kind is Kind.ANNEX:
        return True
    if mark.kind in RANKS and outer.kind in RANKS:
        return RANKS[mark.kind] > RANKS[outer.kind]
    return hashes > outer.hashes > 0


def _freeze(node: _Growing, above: str, taken: Counter[str]) -> Node:
    stands_alone = node.kind in {Kind.ARTICLE, Kind.POINT}
    eid = node.name if stands_alone or not above else f"{above}__{node.name}"
    taken[eid] += 1
    if taken[eid] > 1:
        eid = f"{eid}-{taken[eid]}"
    return Node(
        kind=node.kind,
        eid=eid,
        number=node.number,
        label=node.label,
        mark=node.mark,
        heading=node.heading,
        text=node.text,
        children=tuple(_freeze(child, eid, taken) for child in node.children),
    )
