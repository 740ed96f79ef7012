"""Chinese and Arabic numerals, half and full width."""

import re
import unicodedata

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}

NUMERAL = "[零〇○一二三四五六七八九十百千两0-9０-９]"
"""One character of a numeral, for use inside regular expressions."""

_PLACES = re.compile(
    r"(?:[一二三四五六七八九两]千)?(?:[一二三四五六七八九两]?百)?(?:[一二三四五六七八九]?十)?[一二三四五六七八九]?"
)


def to_int(numeral: str) -> int:
    """Return the number that a Chinese or Arabic numeral says; raise ValueError when it says none.

    Understands 一百二十八, 一百零八, 十二, positional 二〇二六, 12, and full-width １２.
    """
    text = unicodedata.normalize("NFKC", re.sub(r"\s", "", numeral)).replace("○", "〇")
    if re.fullmatch(r"[0-9]+", text):
        return int(text)
    if not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        raise ValueError(f"not a numeral: {numeral!r}")
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    plain = re.sub("[零〇]", "", text)
    if not _PLACES.fullmatch(plain):
        raise ValueError(f"not a numeral: {numeral!r}")
    total = digit = 0
    for char in plain:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total += (digit or 1) * _UNITS[char]
            digit = 0
    return total + digit


def to_chinese(number: int) -> str:
    """Return the Chinese numeral of 0 … 9999 as laws write it: 12 is 十二, 108 is 一百零八."""
    if not 0 <= number <= 9999:
        raise ValueError(f"out of range: {number}")
    if number == 0:
        return "零"
    digits = "零一二三四五六七八九"
    text, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if gap else "") + digits[digit] + sign
            gap = False
        elif text:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text
