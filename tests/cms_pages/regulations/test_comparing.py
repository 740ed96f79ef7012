"""Two versions compared article by article: generated amendments, real laws, and hard single cases."""

import random
from collections import Counter
from pathlib import Path

import pytest

from cms_pages.regulations.comparing import Change, Kind, compare, count
from cms_pages.regulations.numerals import to_chinese
from cms_pages.regulations.parsing import parse

LAWS = Path(__file__).resolve().parents[4] / "shared" / "data" / "laws"
GENERATED = 1000
Pairs = dict[str, set[tuple[str, str]]]
WHO = [
    "本公司",
    "各级党组织",
    "安全生产管理部门",
    "项目负责人",
    "作业人员",
    "监护人",
    "班组长",
    "审批人",
    "承包商",
    "设备管理员",
]
WHEN = [
    "作业开始前",
    "每月五日前",
    "发生变更时",
    "接到报告后",
    "年度终了后三十日内",
    "检查结束后",
    "停工期间",
    "交接班时",
]
DOES = [
    "应当填写",
    "不得涂改",
    "负责保存",
    "组织核对",
    "逐级上报",
    "及时公示",
    "重新办理",
    "定期检查",
    "书面确认",
    "限期整改",
]
WHAT = [
    "作业许可证",
    "风险评估记录",
    "值班日志",
    "培训档案",
    "设备台账",
    "应急预案",
    "隐患清单",
    "检测报告",
    "费用明细",
    "考核结果",
    "会议记录",
    "交接清单",
    "责任清单",
    "备品清单",
    "演练方案",
]
HOW = [
    "并保存三年",
    "并由两人签字",
    "并抄送上级单位",
    "，逾期的予以通报",
    "，不得委托他人",
    "，原件存档备查",
    "，并说明理由",
]


def _sentence(chance: random.Random) -> str:
    parts = [chance.choice(words) for words in (WHEN, WHO, DOES, WHAT, HOW)]
    return f"{parts[0]}，{parts[1]}{parts[2]}{parts[3]}{parts[4]}。"


def _article(chance: random.Random) -> str:
    return "".join(_sentence(chance) for _ in range(chance.randint(1, 4)))


def _render(articles: list[str]) -> str:
    lines = [f"第{to_chinese(number)}条　{words}" for number, words in enumerate(articles, start=1)]
    return "# 生成的办法\n\n" + "\n\n".join(lines)


def _nothing() -> Pairs:
    return {name: set() for name in ("changed", "added", "removed", "renumbered")}


def _amend(chance: random.Random) -> tuple[str, str, Pairs]:
    """Return an old text, a new one, and what was done: (old number, new number) by kind."""
    kept: list[tuple[int | None, str, str]] = [
        (number, "same", _article(chance)) for number in range(1, chance.randint(8, 40))
    ]
    old = _render([words for _number, _kind, words in kept])
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(kept))
        number, kind, words = kept[place]
        what = chance.choice(("change", "change", "add", "remove", "append"))
        if what == "add":
            kept.insert(place, (None, "added", _article(chance)))
        elif what == "remove" and kind == "same":
            kept.pop(place)
        elif what == "change" and kind == "same":
            one, other = chance.sample(range(len(WHAT)), 2)
            changed = words.replace(WHAT[one], WHAT[other])
            if changed == words:
                changed = words.replace("。", "，情况紧急的除外。", 1)
            kept[place] = (number, "changed", changed)
        elif what == "append" and kind == "same":
            kept[place] = (number, "changed", words + _sentence(chance))
    truth: Pairs = {name: set() for name in ("changed", "added", "removed", "renumbered")}
    for new, (number, kind, _words) in enumerate(kept, start=1):
        if kind != "same":
            truth[kind].add((str(number or ""), str(new)))
        if number is not None and number != new:
            truth["renumbered"].add((str(number), str(new)))
    alive = {number for number, _kind, _words in kept}
    total = old.count("\n\n第")
    truth["removed"] = {(str(number), "") for number in range(1, total + 1) if number not in alive}
    return old, _render([words for _number, _kind, words in kept]), truth


def _found(changes: list[Change]) -> Pairs:
    found = _nothing()
    for change in changes:
        pair = (change.old.number if change.old else "", change.new.number if change.new else "")
        if change.kind is not Kind.SAME:
            found[change.kind.value].add(pair)
        if change.renumbered:
            found["renumbered"].add(pair)
    return found


def test_generated_amendments_are_found_as_they_were_made() -> None:
    # given
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    true: Counter[str] = Counter()
    for seed in range(GENERATED):
        old, new, truth = _amend(random.Random(seed))
        # when
        found = _found(compare(parse(old), parse(new)))
        for name in truth:
            right[name] += len(found[name] & truth[name])
            told[name] += len(found[name])
            true[name] += len(truth[name])
    # then
    for name in true:
        precision, recall = right[name] / told[name], right[name] / true[name]
        assert min(precision, recall) >= 0.98, name


def _span(first: int, last: int, shift: int) -> dict[int, int]:
    """Return the articles of a run with their new numbers."""
    return {number: number + shift for number in range(first, last + 1)}


# Read against each other by hand: new numbers of the articles that stayed, and which of them changed.
LABELLED = {
    # 43 and 44 were joined into 41; either may be told as its origin, the other as removed.
    "经济法/会计法(2017-11-04) 2024-06-28": (
        _span(1, 23, 0)
        | _span(26, 42, -2)
        | {43: 41}
        | _span(45, 48, -3)
        | _span(49, 50, -2)
        | _span(51, 52, -1),
        "2 3 5 8 9 10 12 13 14 15 16 17 20 23 26 27 29 31 32 33 34 35 36 37 39 40 42 43 45 46 47 48 49",
    ),
    "诉讼与非诉讼程序法/民事诉讼法(2021-12-24) 2023-09-01": (
        _span(1, 193, 0)
        | _span(194, 272, 4)
        | {273: 279, 274: 283}
        | _span(275, 289, 10)
        | {290: 304, 291: 306},
        "40 47 115 130 140 184 272 273 274 287 288 289 290",
    ),
    "经济法/统计法(2009-06-27) 2024-09-13": (
        _span(1, 5, 0) | _span(6, 7, 1) | _span(8, 17, 2) | _span(18, 50, 3),
        "1 3 5 6 9 10 16 20 21 32 37 38 39 40 41 42 43 45 46 47",
    ),
    "经济法/环境保护税法(2018-10-26) 2025-10-28": (_span(1, 26, 0) | _span(27, 28, 1), ""),
}
JOINED = {("44", "41"): ("43", "41"), ("43", ""): ("44", "")}


@pytest.mark.skipif(not LAWS.is_dir(), reason="the laws are not beside the repository")
@pytest.mark.parametrize("name", LABELLED)
def test_real_amendments_are_told_as_people_read_them(name: str) -> None:
    # given
    first, day = name.split(" ")
    paths = LAWS / f"{first}.md", LAWS / f"{first.split('(')[0]}({day}).md"
    old, new = (parse(path.read_text(encoding="utf-8")) for path in paths)
    kept, changed = LABELLED[name]
    total = range(1, len(old.articles()) + 1), range(1, len(new.articles()) + 1)
    truth = _nothing() | {
        "changed": {(number, str(kept[int(number)])) for number in changed.split()},
        "renumbered": {(str(number), str(other)) for number, other in kept.items() if number != other},
        "added": {("", str(number)) for number in total[1] if number not in kept.values()},
        "removed": {(str(number), "") for number in total[0] if number not in kept},
    }
    # when
    changes = compare(old, new)
    # then
    found = {kind: {JOINED.get(pair, pair) for pair in pairs} for kind, pairs in _found(changes).items()}
    assert found == truth
    assert not any(change.moved for change in changes)


def test_a_moved_article_is_followed_and_references_go_along() -> None:
    # given: the third article becomes the first, and the last one refers to it
    words = [
        "作业人员应当持证上岗，证书有效期为三年。",
        "审批人应当到现场核对安全措施后签字。",
        "监护人不得离开作业现场，不得兼做其他工作。",
        "违反本办法第三条的，按照考核规定处理。",
    ]
    old = _render(words)
    new = _render([words[2], words[0], words[1], words[3].replace("第三条", "第一条")])
    # when
    changes = compare(parse(old), parse(new))
    # then
    told = [
        (change.old.number, change.new.number, change.moved)
        for change in changes
        if change.old and change.new
    ]
    assert told == [("3", "1", True), ("1", "2", False), ("2", "3", False), ("4", "4", False)]
    assert {change.kind for change in changes} == {Kind.SAME}
    assert count(changes) | {"moved": 1, "renumbered": 3, "same": 4} == count(changes)


@pytest.mark.parametrize(("old", "new"), [("", "第一条 甲。"), ("第一条 甲。", ""), ("", "")])
def test_empty_versions_compare(old: str, new: str) -> None:
    kinds = [change.kind for change in compare(parse(old), parse(new))]
    assert kinds == [Kind.REMOVED] * bool(old) + [Kind.ADDED] * bool(new)


def test_articles_that_say_the_same_are_paired_in_their_order() -> None:
    text = _render(["略。"] * 5 + ["本条另有规定。"] + ["略。"] * 5)
    changes = compare(parse(text), parse(text))
    assert count(changes)["same"] == 11
    assert not any(change.moved or change.renumbered for change in changes)
