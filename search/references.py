"""Citations of provisions in a question: 公司法第十条, 《公司法》第10条第二款, 刑法第一百三十四条之一.

Reading a citation needs no list of laws: the name stays text until `score_name` compares it with the
titles at hand, so that full titles, short titles and usual abbreviations all lead to the same work.
"""

import re
from dataclasses import dataclass

from cms_pages.regulations.numerals import to_int
from search.analysis import fold

_DIGITS = "0-9〇零一二三四五六七八九十百千两"
_ARTICLE = re.compile(
    rf"第\s*([{_DIGITS}]+)\s*条(?:\s*之\s*([{_DIGITS}]+))?"
    rf"(?:\s*第?\s*([{_DIGITS}]+)\s*款)?(?:\s*第?\s*[(]?([{_DIGITS}]+)[)]?\s*项)?"
)
_BRACKETED = re.compile(r"[《〈<]+([^《》〈〉<>]+)[》〉>]+\s*$")
_NAME_TAIL = re.compile(r"[^\s,，。;；:：!！?？]+$")
_LEAD = re.compile(r"^(?:根据|依照|依据|按照|违反|参照|适用|中华人民共和国)+")
_REMARK = re.compile(r"[(][^()]*[)]$")


SAME_NAME = 3
"""The least score of a name that is a title, give or take a remark in brackets."""


@dataclass(frozen=True)
class Reference:
    """A provision as a question names it; `name` is empty when only 第X条 was written."""

    name: str
    article: int
    suffix: int = 0
    paragraph: int | None = None
    item: int | None = None

    @property
    def number(self) -> str:
        """The article as provisions keep it: `10`, or `134bis1` for 第一百三十四条之一."""
        return f"{self.article}bis{self.suffix}" if self.suffix else str(self.article)


def read_reference(text: str) -> Reference | None:
    """Return the first citation of an article in a question, or nothing."""
    folded = fold(text)
    match = _ARTICLE.search(folded)
    if match is None:
        return None
    article = _number(match[1])
    if not article:
        return None
    return Reference(
        name=_read_name(folded[: match.start()]),
        article=article,
        suffix=_number(match[2]) or 0,
        paragraph=_number(match[3]),
        item=_number(match[4]),
    )


def score_name(name: str, *titles: str) -> int:
    """Return how well a written name fits a work with these titles; 0 means not at all.

    4: the same name, 3: the same but for a remark in brackets, 2: a title that ends the words before the
    citation, 1: an abbreviation whose characters stand in the title in order (刑诉法 in 刑事诉讼法).
    """
    return max((_score_title(_bare(name), _bare(title)) for title in titles), default=0)


def _score_title(wanted: str, title: str) -> int:
    if not wanted or not title:
        return 0
    if wanted == title:
        return 4
    plain = _REMARK.sub("", title)
    if wanted == plain:
        return 3
    if len(plain) >= 2 and wanted.endswith((title, plain)):
        return 2
    return 1 if _abbreviates(wanted, plain) else 0


def _read_name(before: str) -> str:
    bracketed = _BRACKETED.search(before)
    if bracketed:
        return bracketed[1].strip()
    tail = _NAME_TAIL.search(before.rstrip())
    return _LEAD.sub("", tail[0]).rstrip("的中") if tail else ""


def _number(digits: str | None) -> int | None:
    try:
        return to_int(digits) if digits else None
    except ValueError:
        return None


def _bare(title: str) -> str:
    return _LEAD.sub("", fold(title).strip("《》〈〉<> "))


def _abbreviates(short: str, title: str) -> bool:
    if not 2 <= len(short) < len(title) or short[0] != title[0] or short[-1] != title[-1]:
        return False
    rest = iter(title)
    return all(character in rest for character in short)
