"""Names of people: shown masked, read aloud in pinyin, and put in order as an office orders them.

Nothing here changes a name. A key is ASCII of fixed width a character, so that every database, whatever
its collation, sorts it alike; two names that are written differently never share a key.
"""

import unicodedata
from enum import StrEnum
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from strokes import strokes

LONGEST_SYLLABLE = 6
UNKNOWN_READING = "z" * LONGEST_SYLLABLE
UNKNOWN_STROKES = 99
KEY_LENGTH = 300
"""Room for the longest key of a name of 20 characters."""

SURNAMES = {
    **{"单": "shan4", "曾": "zeng1", "仇": "qiu2", "解": "xie4", "区": "ou1", "查": "zha1", "盖": "ge3"},
    **{"任": "ren2", "华": "hua4", "朴": "piao2", "翟": "zhai2", "乐": "yue4", "召": "shao4", "缪": "miao4"},
    **{"冼": "xian3", "洗": "xian3", "员": "yun4", "贠": "yun4", "覃": "qin2", "谌": "chen2", "燕": "yan1"},
    **{"应": "ying1", "於": "yu1", "瞿": "qu2", "繁": "po2", "折": "she2", "秘": "bi4", "祭": "zhai4"},
    **{"种": "chong2", "句": "gou1", "柏": "bai3", "薄": "bo2", "藏": "zang1", "干": "gan1", "沈": "shen3"},
    **{"过": "guo1", "哈": "ha3", "纪": "ji3", "隗": "wei3", "乜": "nie4", "莘": "shen1", "盛": "sheng4"},
    **{"宿": "su4", "省": "xing3", "尉": "wei4", "逄": "pang2", "晟": "cheng2", "曲": "qu1", "葛": "ge3"},
    **{"费": "fei4", "阚": "kan4", "车": "che1", "佴": "nai4", "长": "zhang3", "洪": "hong2", "隽": "juan4"},
}
"""Characters that are read otherwise when they are a surname."""

COMPOUND_SURNAMES = {
    **{"欧阳": "ou1 yang2", "尉迟": "yu4 chi2", "司马": "si1 ma3", "上官": "shang4 guan1"},
    **{"诸葛": "zhu1 ge3", "东方": "dong1 fang1", "皇甫": "huang2 fu3", "令狐": "ling2 hu2"},
    **{"夏侯": "xia4 hou2", "慕容": "mu4 rong2", "长孙": "zhang3 sun1", "宇文": "yu3 wen2"},
    **{"司徒": "si1 tu2", "司空": "si1 kong1", "澹台": "tan2 tai2", "公孙": "gong1 sun1"},
    **{"单于": "chan2 yu2", "万俟": "mo4 qi2", "独孤": "du2 gu1", "南宫": "nan2 gong1"},
    **{"拓跋": "tuo4 ba2", "轩辕": "xuan1 yuan2", "呼延": "hu1 yan2", "端木": "duan1 mu4"},
    **{"濮阳": "pu2 yang2", "闻人": "wen2 ren2", "钟离": "zhong1 li2", "申屠": "shen1 tu2"},
    **{"太史": "tai4 shi3", "公冶": "gong1 ye3", "赫连": "he4 lian2", "仲孙": "zhong4 sun1"},
    **{"西门": "xi1 men2", "东郭": "dong1 guo1", "百里": "bai3 li3", "宰父": "zai3 fu3"},
}
"""Surnames of two characters."""

RARE_READINGS = {"𠮷": "ji2"}
"""Characters of names that the dictionary of readings does not know."""


class Order(StrEnum):
    """In which order a list of names stands."""

    PINYIN = "pinyin"
    STROKES = "strokes"


def _clusters(name: str) -> list[str]:
    """Return the characters as they are seen: a mark or variation selector stays with its letter."""
    seen: list[str] = []
    for character in name:
        if seen and unicodedata.category(character) in {"Mn", "Mc", "Me"}:
            seen[-1] += character
        else:
            seen.append(character)
    return seen


def mask_name(name: str) -> str:
    """Return a name of which only the ends are legible: 周*舒, 张*; of one character alone nothing is.

    The length stays hidden from three characters on.
    """
    seen = _clusters(name.strip())
    if len(seen) <= 2:
        return "*" if len(seen) < 2 else f"{seen[0]}*"
    return f"{seen[0]}*{seen[-1]}"


def mask_phone(phone: str) -> str:
    """Return the number with its middle hidden (138****0000); of a short one nothing is shown."""
    country, phone = (phone[:3], phone[3:]) if phone.startswith("+86") else ("", phone)
    digits = sum(character.isdigit() for character in phone)
    first, last = (3, 4) if digits >= 10 else (0, 2) if digits >= 7 else (0, 0)
    shown: list[str] = []
    position = 0
    for character in phone:
        if not character.isdigit():
            shown.append(character)
            continue
        position += 1
        shown.append(character if position <= first or position > digits - last else "*")
    return country + "".join(shown)


def surname_of(name: str) -> str:
    """Return the surname as far as it can be told: two characters if they are a compound surname."""
    name = name.strip()
    if "·" in name or not name:
        return name.partition("·")[0]
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]


def _read(text: str) -> list[str]:
    """Return one reading a character, with its tone; a character without one stands for itself."""
    return [
        RARE_READINGS.get(character) or reading
        for character, reading in zip(
            text,
            lazy_pinyin(
                text,
                style=Style.TONE3,
                neutral_tone_with_five=True,
                errors=lambda unread: list(unread),  # type: ignore[arg-type, return-value]
            ),
            strict=True,
        )
    ]


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[str, ...]:
    """Return the reading of each character with its tone, the surname read as a surname."""
    if "·" not in name:
        if name[:2] in COMPOUND_SURNAMES and len(name) > 2:
            return (*COMPOUND_SURNAMES[name[:2]].split(), *_read(name[2:]))
        if name[:1] in SURNAMES:
            return (SURNAMES[name[0]], *_read(name[1:]))
    return tuple(_read(name))


def initials(name: str) -> str:
    """Return the first letters of the readings, as people type them to find a name: 周望舒 → zws."""
    return "".join(
        reading[0].lower() for reading in readings(name) if reading[0].isascii() and reading[0].isalpha()
    )


def _stroke_count(character: str) -> int:
    if _is_han(character):
        return int(strokes(character)) or UNKNOWN_STROKES
    return 0


def _is_han(character: str) -> bool:
    code = ord(character)
    return (
        0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF or code == 0x3007
    )


def _stroke_part(character: str) -> str:
    return f"{_stroke_count(character):02d}{ord(character):06x}"


def _pinyin_part(character: str, reading: str) -> str:
    if reading[-1:].isdigit() and reading[:-1].isascii() and reading[:-1].isalpha():
        syllable, tone = reading[:-1], reading[-1]
    elif (letter := unicodedata.normalize("NFD", character)[0].lower()).isascii() and letter.isalpha():
        syllable, tone = letter, "0"
    else:
        syllable, tone = (UNKNOWN_READING if character.isalpha() else ""), "0"
    return f"{syllable:0<{LONGEST_SYLLABLE}}{tone}{_stroke_part(character)}"


def sort_key(name: str, order: Order | str) -> str:
    """Return the text by which names sort: by pinyin, or by the strokes of the surname and what follows.

    Pinyin goes character by character: syllable, tone, strokes, code point. Strokes go likewise: count,
    then code point, which inside a block follows the radicals. A mark between names goes first, a
    character that the tables do not know last.
    """
    name = name.strip()
    if Order(order) is Order.STROKES:
        return "".join(_stroke_part(character) for character in name)
    parts = zip(name, readings(name), strict=True)
    return "".join(_pinyin_part(character, reading) for character, reading in parts)
