"""Quotations and citations of regulations, held to the words of the library."""

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from rapidfuzz import fuzz

from cms_pages.checks.engines.folding import level
from cms_pages.checks.types import Cited, Finding, Library, Passage, Rule, Severity
from cms_pages.regulations.numerals import to_int

_NUMERAL = "[零〇一二三四五六七八九十百千0-9０-９]{1,7}"
_ARTICLE = rf"第{_NUMERAL}条(?:之[一二三四五六七八九十]{{1,2}})?"
_PART = rf"(?:第{_NUMERAL}[款项目])*"
_NAMED = r"《((?:[^《》\n]|《[^《》\n]{2,60}》){2,100})》(?:[（(][^（）()\n]{1,40}[）)])?"
_CITATION = re.compile(rf"{_NAMED}({_ARTICLE})?{_PART}")
# What may stand between a citation and the words that are quoted from it.
_BETWEEN = re.compile(
    r"(?:(?:明确|中|的|所|也|就|已|作出|专门)*(?:规定|指出|要求|提出|强调|载明|写明|写道|明确|表述|内容)?(?:了|的是|如下|为|是)?)?"
    r"[：:，,]?\s*"
)
_QUOTED = re.compile(r"[“「\"]([^“”「」\"]{2,1200})[”」\"]")
_AFTER = re.compile(rf"\s*(?:[（(]|——|—|，?(?:见|引自|出自|摘自|语出|来自)){_NAMED}({_ARTICLE})")
_PAST = re.compile(
    r"(?:已|已经|现已|早已|均已|业已|被|将)?[^。；，]{0,6}(?:废止|失效|停止执行|取代|修订前|修改前)"
)
_ELLIPSIS = re.compile(r"……|…|\.{3,6}|\[[^\]]*\]|［[^］]*］")
_ENDS = "，。；：！？、,.;:!?"


def check_quotations(passage: Passage, library: Library) -> Iterator[Finding]:
    """Yield a finding for each quotation that is not the library's text and each citation of what is gone."""
    text = passage.text
    for match in _CITATION.finditer(text):
        cited = library.find(match[1])
        if cited is None:
            continue
        yield from _check_citation(passage, match, cited)
        between = _BETWEEN.match(text, match.end())
        quoted = _QUOTED.match(text, between.end() if between else match.end())
        if match[2] and quoted:
            yield from _check_words(passage, quoted, cited, match[2])
    for quoted in _QUOTED.finditer(text):
        after = _AFTER.match(text, quoted.end())
        cited = library.find(after[1]) if after else None
        if after and cited is not None:
            yield from _check_words(passage, quoted, cited, after[2])


def article_number(label: str) -> str:
    """Return the number of an article as the library keeps it: 第十二条之一 and 第12条之一 are 12bis1."""
    article, *inserted = re.split("之", label)
    return str(to_int(article.strip("第条"))) + "".join(f"bis{to_int(part)}" for part in inserted)


def _has(question: Callable[[str], object], label: str) -> bool:
    try:
        return bool(question(article_number(label)))
    except ValueError:  # 第百十条: no number
        return False


def _check_citation(passage: Passage, match: re.Match[str], cited: Cited) -> Iterator[Finding]:
    text = passage.text
    former = text[max(0, match.start() - 2) : match.start()].endswith(("原", "旧")) or _PAST.match(
        text, match.end()
    )
    if former:
        return
    details = {"title": cited.title, "article": match[2] or ""}
    if cited.is_repealed:
        if cited.repealed_on:
            details["on"] = cited.repealed_on.isoformat()
        yield _finding(passage, Rule.CITATION, "repealed", match.start(), match.end(), "", details)
    elif match[2] and not _has(cited.article, match[2]):
        code = "article_repealed" if _has(cited.had_article, match[2]) else "no_such_article"
        yield _finding(passage, Rule.CITATION, code, match.start(), match.end(), "", details)


def _check_words(passage: Passage, quoted: re.Match[str], cited: Cited, label: str) -> Iterator[Finding]:
    if not _has(cited.article, label):
        return  # the citation is what is wrong, and it is found already
    article = cited.article(article_number(label)) or ""
    if not agrees(quoted[1], article):
        details = {"title": cited.title, "article": label}
        yield _finding(
            passage,
            Rule.QUOTATION,
            "differs",
            quoted.start(1),
            quoted.end(1),
            nearest(quoted[1], article),
            details,
        )


def agrees(quoted: str, article: str) -> bool:
    """Return whether the words stand in the article, what ellipses leave out aside."""
    whole, at = level(article), 0
    for part in _ELLIPSIS.split(quoted):
        words = level(part).rstrip(_ENDS)
        found = whole.find(words, at)
        if found < 0:
            return False
        at = found + len(words)
    return True


def nearest(quoted: str, article: str) -> str:
    """Return the stretch of the article that the quotation most likely stands for, from mark to mark."""
    sentences = re.split(r"(?<=[，。；：！？\n])", article)
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence))
    found = fuzz.partial_ratio_alignment(quoted, article)
    if found is None or found.score < 50:
        return ""
    begin, end = found.dest_start, found.dest_end
    for first, last in pairwise(starts):
        if first <= begin < last and begin - first <= 6:
            begin = first
        if first < end <= last and last - end <= 6:
            end = last
    words = article[begin:end].strip()
    if not quoted.rstrip().endswith(tuple(_ENDS)):
        words = words.rstrip(_ENDS)
    alike = SequenceMatcher(None, quoted, words, autojunk=False).ratio() > 0.5
    return words.replace("\n", "") if alike else ""


def _finding(
    passage: Passage, rule: Rule, code: str, start: int, end: int, suggestion: str, details: dict[str, str]
) -> Finding:
    return Finding(
        rule=rule,
        code=code,
        severity=Severity.BLOCKS,
        field=passage.field,
        block=passage.block,
        offset=start,
        length=end - start,
        text=passage.text[start:end],
        suggestion=suggestion,
        details=details,
    )
