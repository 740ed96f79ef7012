"""What a single line of a regulation can be: the marks of headings, articles, points and items."""

import re
import unicodedata
from dataclasses import dataclass

from cms_pages.regulations.numerals import NUMERAL, to_chinese, to_int
from cms_pages.regulations.tree import Kind

_N = rf"{NUMERAL}+(?:\s+{NUMERAL}+)*"
# 笫 (a bamboo bed board) is a common misprint of 第.
_ARTICLE = re.compile(rf"[第笫]\s*({_N})\s*条((?:\s*之\s*{NUMERAL}+(?=\s|$|之|【))*)")
_HEADING = re.compile(rf"第\s*({_N})\s*(分编|编|章|节)")
_LISTED = re.compile(r"([一二三四五六七八九十]+)(?:、|$)")
_UNNUMBERED = frozenset({"总则", "分则", "附则", "序言", "前言", "引言"})
_ANNEX = re.compile(rf"(附(?:件|表|录)?)\s*((?:{NUMERAL}+)?)\s*([:：]|\s|$)")
_ITEMS = (
    ("paren", re.compile(r"[（(]\s*([一二三四五六七八九十百]+)\s*[)）]")),
    ("listed", re.compile(r"([一二三四五六七八九十]+)、")),
    ("arabic", re.compile(r"([0-9０-９]{1,3})\s*[.．、](?![0-9０-９])")),
    ("paren_arabic", re.compile(r"[（(]\s*([0-9０-９]{1,3})\s*[)）]")),
    ("half_paren", re.compile(r"([0-9０-９]{1,3})[)）]")),
    ("circled", re.compile("([①-⑳])")),
)
_CONTINUES_A_REFERENCE = frozenset("的至和或与及、，。；：》”’）)第之所规中前款项同等以")
_CAPTION = re.compile(r"\s*【([^】]{1,40})】")
_HISTORY = re.compile(
    r"[（(]?\s*(?:根据)?\s*[0-9０-９]{4}\s*年\s*[0-9０-９]{1,2}\s*月\s*[0-9０-９]{1,2}\s*日"
    r".*(?:通过|公布|发布|批准|修订|修正|修改|施行|印发|备案|废止)"
)
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{2,14}[〔\[［（(【]\s*\d{4}\s*[〕\]］）)】]\s*第?\s*\d+\s*号|[\u4e00-\u9fff]{2,14}令第\s*[0-9一二三四五六七八九十百零〇]+\s*号"
)
_KINDS = {"编": Kind.PART, "分编": Kind.SUBPART, "章": Kind.CHAPTER, "节": Kind.SECTION}
RANKS = {Kind.PART: 1, Kind.SUBPART: 2, Kind.CHAPTER: 3, Kind.SECTION: 4}
SENTENCE_ENDS = "。；;，,："


def squeeze(text: str) -> str:
    """Return the text without any white space."""
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True, slots=True)
class ArticleMark:
    """A line that begins with 第…条."""

    number: int
    inserted: tuple[int, ...]  # the numbers after 之
    mark: str
    rest: str
    spaced: bool
    misprint: bool

    @property
    def key(self) -> str:
        """Return the number as ids and rows hold it: 12, 12bis1."""
        return str(self.number) + "".join(f"bis{part}" for part in self.inserted)

    @property
    def label(self) -> str:
        """Return the canonical name: 第十二条之一."""
        return f"第{to_chinese(self.number)}条" + "".join(f"之{to_chinese(part)}" for part in self.inserted)

    def follows(self, other: "ArticleMark | None") -> bool:
        """Return whether this is the next number after the other, or a first article."""
        if other is None:
            return self.number == 1 and not self.inserted
        if not self.inserted:
            return self.number == other.number + 1
        if self.number != other.number:
            return False
        *stem, last = self.inserted
        return (last == 1 and tuple(stem) == other.inserted) or (
            last > 1 and other.inserted[: len(self.inserted)] == (*stem, last - 1)
        )


def article_mark(line: str) -> ArticleMark | None:
    """Return the article mark at the start of a line, or nothing when it cannot be one."""
    found = _ARTICLE.match(line)
    if found is None:
        return None
    try:
        number = to_int(found[1])
        inserted = tuple(to_int(part) for part in re.findall(rf"之\s*({NUMERAL}+)", found[2]))
    except ValueError:
        return None
    rest = line[found.end() :]
    if number == 0 or number > 9999:
        return None
    spaced = not rest or rest[0].isspace() or rest[0] == "【"
    if not spaced and rest[0] in _CONTINUES_A_REFERENCE:
        return None
    mark = squeeze(found[0])
    misprint = found[0][0] == "笫" or bool(re.search(r"\s+条", found[0]))
    return ArticleMark(number, inserted, mark, rest.strip(), spaced, misprint)


def split_caption(rest: str) -> tuple[str, str]:
    """Split 【目的】 from the words of an article: (caption, words)."""
    found = _CAPTION.match(rest)
    return (found[1].strip(), rest[found.end() :].strip()) if found else ("", rest)


@dataclass(frozen=True, slots=True)
class HeadingMark:
    """A line that may be a heading."""

    kind: Kind
    number: int | None
    mark: str
    words: str
    apart: bool = True  # the mark stands apart from the words


def heading_mark(line: str) -> HeadingMark | None:
    """Return the 编/分编/章/节 mark at the start of a line, or nothing."""
    found = _HEADING.match(line)
    if found is None:
        return None
    try:
        number = to_int(found[1])
    except ValueError:
        return None
    words = line[found.end() :]
    apart = not words or words[0].isspace()
    return HeadingMark(_KINDS[found[2]], number, squeeze(found[0]), words.strip(), apart)


def listed_mark(line: str) -> HeadingMark | None:
    """Return the mark of a line that begins 一、, or nothing."""
    found = _LISTED.match(line)
    if found is None:
        return None
    try:
        number = to_int(found[1])
    except ValueError:
        return None
    return HeadingMark(Kind.HEADING, number, found[0], line[found.end() :].strip())


def could_be_bare_heading(mark: HeadingMark, line: str) -> bool:
    """Return whether a line without # signs is short and shaped enough to be a heading."""
    shaped = not line.endswith(tuple(SENTENCE_ENDS)) and "。" not in line
    return mark.apart and shaped and len(mark.words) <= 40


def is_unnumbered_heading(line: str) -> bool:
    """Return whether the line is one of the usual headings without a number: 附则, 序言."""
    return squeeze(line) in _UNNUMBERED


def annex_mark(line: str) -> tuple[str, str] | None:
    """Return (mark, words) of a line that opens an annex, or nothing; the mark keeps its colon."""
    found = _ANNEX.match(line)
    if found is None:
        return None
    return squeeze(found[0]).replace(":", "："), line[found.end() :].strip()


@dataclass(frozen=True, slots=True)
class ItemMark:
    """A line that begins （一）, 1. and the like."""

    style: str
    number: int
    mark: str
    rest: str


def item_mark(line: str) -> ItemMark | None:
    """Return the item mark at the start of a line, or nothing."""
    for style, pattern in _ITEMS:
        found = pattern.match(line)
        if found:
            try:
                number = to_int(found[1])
            except ValueError:
                return None
            mark = squeeze(unicodedata.normalize("NFKC", found[0])) if style != "circled" else found[0]
            mark = mark.replace("(", "（").replace(")", "）")
            return ItemMark(style, number, mark, line[found.end() :].strip())
    return None


def is_history(line: str) -> bool:
    """Return whether the line tells when the text was adopted or amended."""
    return bool(_HISTORY.match(line)) and not line.endswith("。")


def find_number(lines: tuple[str, ...]) -> str:
    """Return the document number (国令第12号, 远安发〔2026〕18号) named in the lines, or an empty text."""
    for line in lines:
        found = _NUMBER.search(line)
        if found:
            return squeeze(found[0])
    return ""
