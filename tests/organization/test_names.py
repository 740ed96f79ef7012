"""Names are masked without being told, and ordered as an office orders them."""

import random

import pytest

from organization.names import (
    COMPOUND_SURNAMES,
    KEY_LENGTH,
    Order,
    initials,
    mask_name,
    mask_phone,
    readings,
    sort_key,
    surname_of,
)

pytestmark = pytest.mark.capability("F047")

HAN = [chr(code) for code in (*range(0x4E00, 0x4E60), *range(0x20BB0, 0x20BC0), 0x2C386, 0x3400, 0x9FFF)]
LETTERS = [*HAN, "·", "é", "e\u0301", "A", "z", "ß", "О", "阿", "\U000e0100", "邉\U000e0100", "ー", "𮧵"]


def _random_names(count: int) -> list[str]:
    chance = random.Random(7)
    names = ("".join(chance.choices(LETTERS, k=chance.randint(1, 20)))[:20] for _ in range(count))
    return [name for name in names if name.strip()]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("周望舒", "周*舒"),
        ("张三", "张*"),
        ("张", "*"),
        ("欧阳修文", "欧*文"),
        ("𠮷野家", "𠮷*家"),
        ("王𬎆", "王*"),
        ("买买提·艾力", "买*力"),
        ("邉\U000e0100田", "邉\U000e0100*"),
        (" 周望舒 ", "周*舒"),
        ("", "*"),
    ],
)
def test_mask_keeps_the_ends_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812340000", "138****0000"),
        ("+8613812340000", "+86138****0000"),
        ("010-65881234", "010-****1234"),
        ("6588123", "*****23"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_phone_keeps_its_ends_only(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_mask_of_any_name_tells_no_more_than_its_ends() -> None:
    for name in _random_names(2000):
        masked = mask_name(name)
        # then at most the first and last visible character remain, and something is always hidden
        shown = masked.replace("*", "")
        assert "*" in masked
        assert masked == "*" or (name.strip().startswith(shown[0]) and len(masked) <= len(name))
        assert masked.count("*") >= 1
        assert len(masked.replace("*", "")) < len(name.strip())


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("单田芳", "shan4 tian2 fang1"),
        ("曾国藩", "zeng1 guo2 fan1"),
        ("仇英", "qiu2 ying1"),
        ("解缙", "xie4 jin4"),
        ("区大相", "ou1 da4 xiang1"),
        ("查良镛", "zha1 liang2 yong1"),
        ("尉迟恭", "yu4 chi2 gong1"),
        ("尉健行", "wei4 jian4 xing2"),
        ("欧阳修", "ou1 yang2 xiu1"),
        ("单于丹", "chan2 yu2 dan1"),
        ("𠮷野", "ji2 ye3"),
    ],
)
def test_surname_is_read_as_a_surname(name: str, reading: str) -> None:
    assert readings(name) == tuple(reading.split())


def test_initials_are_what_people_type() -> None:
    assert [initials(name) for name in ["周望舒", "单田芳", "欧阳修", "买买提·艾力", "Ann"]] == [
        "zws",
        "stf",
        "oyx",
        "mmtal",
        "ann",
    ]


def test_surname_is_the_part_before_the_given_name() -> None:
    assert [surname_of(name) for name in ["欧阳修", "单于", "周望舒", "买买提·艾力", "𠮷野"]] == [
        "欧阳",
        "单",
        "周",
        "买买提",
        "𠮷",
    ]
    assert all(len(surname.split()) == 2 for surname in COMPOUND_SURNAMES.values())


def test_pinyin_order_is_syllable_then_tone_then_strokes() -> None:
    # given li3 李 (7 strokes), li2 黎, lian2 连, shan4 单 and chan2 单于
    names = ["单田芳", "连战", "李四", "黎明", "单于丹", "李一", "阿依", "李"]

    ordered = sorted(names, key=lambda name: sort_key(name, Order.PINYIN))

    assert ordered == ["阿依", "单于丹", "黎明", "李", "李四", "李一", "连战", "单田芳"]


def test_stroke_order_counts_the_surname_first() -> None:
    # 丁 2, 王 4, 𠮷 6, 张 7, 单 8, 𬎆 14; a short name stands before a longer one that begins alike
    names = ["𬎆", "单田芳", "张三", "𠮷野", "王五", "丁一", "王", "张一"]

    ordered = sorted(names, key=lambda name: sort_key(name, Order.STROKES))

    assert ordered == ["丁一", "王", "王五", "𠮷野", "张一", "张三", "单田芳", "𬎆"]


@pytest.mark.parametrize("order", list(Order))
def test_keys_are_ascii_short_enough_and_tell_names_apart(order: Order) -> None:
    names = set(_random_names(2000))

    keys = {name: sort_key(name, order) for name in names}

    assert all(key.isascii() and key.isalnum() and key == key.lower() for key in keys.values())
    assert max(map(len, keys.values())) <= KEY_LENGTH
    assert len({key for name, key in keys.items()}) == len({name.strip() for name in names})


def test_a_canonically_equal_name_keeps_its_own_spelling() -> None:
    # given the same name written in two ways
    composed, decomposed = "José", "Jose\u0301"

    # then each is masked as it was written, and both stand side by side
    assert mask_name(composed) == "J*é"
    assert mask_name(decomposed) == "J*e\u0301"
    assert sort_key(composed, Order.PINYIN)[:21] == sort_key(decomposed, Order.PINYIN)[:21]
