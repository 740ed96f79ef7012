"""Dates and hours that no calendar has, and days of the week that do not fit."""

import re
from collections.abc import Iterator
from datetime import date

from cms_pages.checks.types import Finding, Passage, Rule, Severity

_DIGIT = "〇零○一二三四五六七八九"
_VALUE = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_SMALL = r"\d{1,3}|[一二三四五六七八九十]{1,4}"
_WRITTEN = re.compile(
    rf"(?:(?<![\d{_DIGIT}])(\d{{4}}|[{_DIGIT}]{{4}})年)?({_SMALL})月(?:({_SMALL})日)?"
    rf"(?:[（(]?(?:星期|周)([一二三四五六日天])[）)]?)?"
)
_BARE = re.compile(r"(?<![\d./\-—])((?:19|20)\d{2})([-/.])(\d{1,2})\2(\d{1,2})(?![\d./\-])")
_HOUR = re.compile(r"(?<!\d)(\d{1,2})时(\d{1,2})分")
_WEEK = "一二三四五六日"
_LEAP = 2000


def check_days(passage: Passage) -> Iterator[Finding]:
    """Yield a finding for each date or hour that cannot be."""
    for match in _WRITTEN.finditer(passage.text):
        if match[1] is None and match[3] is None:
            continue  # 三月, 13月龄: not a date
        year = _number(match[1]) if match[1] else _LEAP
        month, day = _number(match[2]), _number(match[3]) if match[3] else 1
        if match[1] is None and (match.start() and passage.text[match.start() - 1].isdigit()):
            continue
        real = _real(year, month, day)
        if real is None:
            yield _finding(passage, "impossible_date", match)
        elif match[1] and match[3] and match[4]:
            said = match[4].replace("天", "日")
            if _WEEK[real.weekday()] != said:
                yield _finding(passage, "wrong_weekday", match, weekday=_WEEK[real.weekday()])
    for match in _BARE.finditer(passage.text):
        if _real(int(match[1]), int(match[3]), int(match[4])) is None:
            yield _finding(passage, "impossible_date", match)
    for match in _HOUR.finditer(passage.text):
        if int(match[1]) > 24 or int(match[2]) > 59:
            yield _finding(passage, "impossible_hour", match)


def _number(written: str) -> int:
    if written.isdecimal():  # full-width digits too
        return int(written)
    if "十" in written:
        tens, _ten, ones = written.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            return -1
        return _VALUE.get(tens, 1) * 10 + _VALUE.get(ones, 0)
    return int("".join(str(_VALUE.get(char, 0)) for char in written) or 0)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _finding(passage: Passage, code: str, match: re.Match[str], **details: str) -> Finding:
    return Finding(
        rule=Rule.DATE,
        code=code,
        severity=Severity.BLOCKS,
        field=passage.field,
        block=passage.block,
        offset=match.start(),
        length=len(match[0]),
        text=match[0],
        details=details,
    )
