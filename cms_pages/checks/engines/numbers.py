"""Figures as GB/T 15835 has them: one kind in a number, whole ranges, half width."""

import re
import unicodedata
from collections.abc import Iterator

from cms_pages.checks.types import Finding, Passage, Rule, Severity

_CHINESE = "一二三四五六七八九"
_ARABIC_OF = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
    "零○OoＯ", "0"
)
_NUMBER = r"\d+(?:\.\d+)?"
_FULL_WIDTH = re.compile(r"[０-９][０-９．，]*")
# 5～10% leaves open whether 5 is a percentage too.
_RANGE = re.compile(rf"(?<![\d.%％万亿])({_NUMBER})([-－—–~～至到]+)({_NUMBER})([%％‰万亿])", re.ASCII)
_UNITS = "分瓦米克赫帕伏安卡焦字位周日吨进升欧比伦乏"
_MIXED_UNIT = re.compile(rf"\d+[十百千](?![{_UNITS}])(?:\d+[十百]?)*", re.ASCII)
_YEAR_SIGN = "〇零○OoＯ一二三四五六七八九"  # the letter is typed where the figure is meant
_MIXED_YEAR = re.compile(
    rf"(?<![\d{_YEAR_SIGN}])(?=[{_YEAR_SIGN}]*[\dOoＯ])(?=\d*[{_YEAR_SIGN}])[\d{_YEAR_SIGN}]{{4}}(?=年)"
)
_MIXED_DATE = re.compile(
    r"(?<!\d)\d{4}年(?:[一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?|\d{1,2}月[一二三四五六七八九十]{1,3}日)"
    r"|[〇零○一二三四五六七八九]{4}年(?:\d{1,2}月(?:[\d一二三四五六七八九十]{1,3}日)?|[一二三四五六七八九十]{1,3}月\d{1,2}日)"
)
_ZERO_YEAR = re.compile(r"(?<![〇零○一二三四五六七八九])[一二][〇零○一二三四五六七八九]{3}(?=年)")
_DECADE = re.compile(r"(\d{1,2}世纪)([一二三四五六七八九])十(年代)", re.ASCII)
_ABOUT_TWICE = re.compile(
    rf"(?:大约|约|近|将近)(?:{_NUMBER}|[{_CHINESE}十百千]+)[万亿]?(?:余|多)?[一-鿿]{{0,2}}左右"
    rf"|(?:大约|约)(?:{_NUMBER}|[{_CHINESE}十百千]+)[万亿]?(?:余|多)"
)


def check_numbers(passage: Passage) -> Iterator[Finding]:
    """Yield a finding for each number that is not written as the standard has it."""
    text = passage.text
    for match in _FULL_WIDTH.finditer(text):
        yield _finding(passage, "full_width", match, unicodedata.normalize("NFKC", match[0]))
    for match in _RANGE.finditer(text):
        first, sign, last, unit = match.groups()
        yield _finding(passage, "range_unit", match, f"{first}{unit}{sign}{last}{unit}")
    for match in _MIXED_UNIT.finditer(text):
        yield _finding(passage, "mixed", match, _all_arabic(match[0]))
    for match in _MIXED_DATE.finditer(text):
        yield _finding(passage, "mixed", match, _arabic_date(match[0]))
    for match in _MIXED_YEAR.finditer(text):
        yield _finding(passage, "mixed", match, "".join(_ARABIC_OF.get(char, char) for char in match[0]))
    for match in _ZERO_YEAR.finditer(text):
        if "零" in match[0] or "○" in match[0]:
            yield _finding(passage, "zero_in_year", match, re.sub("[零○]", "〇", match[0]))
    for match in _DECADE.finditer(text):
        yield _finding(passage, "mixed", match, f"{match[1]}{_ARABIC_OF[match[2]]}0{match[3]}")
    for match in _ABOUT_TWICE.finditer(text):
        yield _finding(passage, "about_twice", match, "")


def _all_arabic(written: str) -> str:
    """Return 3千5百 as 3500; what can't be summed has no suggestion."""
    total, rest = 0, written
    for sign, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        found = re.match(rf"(\d+){sign}" if sign else r"(\d+)$", rest)
        if found:
            total += int(found[1]) * value
            rest = rest[found.end() :]
    return str(total) if not rest else ""


def _arabic_date(written: str) -> str:
    def arabic(match: re.Match[str]) -> str:
        digits = match[0]
        if "十" not in digits:
            return "".join(_ARABIC_OF[char] for char in digits)
        tens, _ten, ones = digits.partition("十")
        return str(int(_ARABIC_OF.get(tens, "1")) * 10 + int(_ARABIC_OF.get(ones, "0")))

    return re.sub("[〇零○一二三四五六七八九十]+", arabic, written)


def _finding(passage: Passage, code: str, match: re.Match[str], suggestion: str) -> Finding:
    return Finding(
        rule=Rule.NUMBER,
        code=code,
        severity=Severity.WARNS,
        field=passage.field,
        block=passage.block,
        offset=match.start(),
        length=len(match[0]),
        text=match[0],
        suggestion=suggestion,
    )
