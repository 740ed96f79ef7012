"""The comparison marks what was changed and little more, also in Chinese, and finds what was moved."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms_pages.gate.comparison import JOINED, compare, marked_length
from cms_pages.gate.contents import Line, lines_by_field

CLAUSES = (
    "党支部每季度召开一次党员大会",
    "会议由支部书记主持并形成记录",
    "学习内容应当与本单位生产经营实际相结合",
    "动火作业前必须办理许可手续并清理周边可燃物",
    "值班人员每两小时巡检一次并如实填写台账",
    "采购项目应当进行公开比选",
    "培训结束后由专职培训员确认学时",
    "涉及职工切身利益的事项应当听取职工代表意见",
    "发现隐患的应当立即报告并采取措施",
    "整改完成后由检查部门组织复核销号",
)
WORDS = ("及时", "按规定", "逐级", "书面", "两个工作日内", "经审批后", "原则上", "二十", "安全总监", "综合部")


def _article(rng: random.Random) -> list[str]:
    return ["，".join(rng.sample(CLAUSES, rng.randrange(2, 5))) + "。" for _ in range(rng.randrange(6, 15))]


def _edit(rng: random.Random, text: list[str]) -> tuple[list[str], int]:
    """Return the text after a few edits and how many characters were taken away or put in."""
    lines, touched = list(text), 0
    for at in rng.sample(range(len(lines)), rng.randrange(1, 4)):
        kind = rng.choice(["replace", "insert", "delete", "clause"])
        line, place = lines[at], rng.randrange(1, len(lines[at]) - 8)
        if kind == "insert":
            word = rng.choice(WORDS)
            lines[at], touched = line[:place] + word + line[place:], touched + len(word)
        elif kind == "delete":
            size = rng.randrange(1, 7)
            lines[at], touched = line[:place] + line[place + size :], touched + size
        elif kind == "replace":
            size, word = rng.randrange(2, 7), rng.choice(WORDS)
            lines[at] = line[:place] + word + line[place + size :]
            touched += size + len(word)
        else:
            clause = rng.choice(CLAUSES) + "，"
            lines[at], touched = clause + line, touched + len(clause)
    return lines, touched


def _lines(texts: list[str]) -> list[Line]:
    return [Line(text) for text in texts]


def _told(old: list[str], new: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(row.kind, [(p.kind, p.text) for p in row.pieces]) for row in compare(_lines(old), _lines(new))]


@pytest.mark.capability("F046")
def test_two_hundred_edits_are_marked_by_at_most_a_fifth_more_than_they_are():
    # given
    rng = random.Random(20261123)
    marked = true = 0
    for _ in range(200):
        old = _article(rng)
        new, touched = _edit(rng, old)
        # when
        found = marked_length(compare(_lines(old), _lines(new)))
        # then: each for itself, but for the characters that join crumbs
        assert found <= max(1.2 * touched, touched + 4 * JOINED)
        marked, true = marked + found, true + touched
    assert 0.5 * true < marked <= 1.2 * true


def test_one_word_is_marked_and_not_its_clause():
    assert _told(["会议由支部书记主持并形成记录。"], ["会议由支部副书记主持并形成书面记录。"]) == [
        (
            "changed",
            [
                ("same", "会议由支部"),
                ("added", "副"),
                ("same", "书记主持并形成"),
                ("added", "书面"),
                ("same", "记录。"),
            ],
        )
    ]


def test_paragraph_put_in_between_pairs_the_others_with_themselves():
    # given
    old = ["第一条　为了规范用印，制定本办法。", "第二条　用印应当事先审批。"]
    new = [
        "第一条　为了规范用印管理，制定本办法。",
        "本办法由综合部负责解释。",
        "第二条　用印应当事先审批登记。",
    ]
    # then
    assert [kind for kind, _pieces in _told(old, new)] == ["changed", "added", "changed"]


def test_moved_paragraph_is_told_as_moved_with_what_changed_in_it():
    # given
    old = [*CLAUSES[:5]]
    new = [*CLAUSES[1:5], CLAUSES[0] + "和党课"]
    # when
    rows = _told(old, new)
    # then
    assert rows[0] == ("moved_away", [("same", CLAUSES[0])])
    assert rows[-1] == ("moved", [("same", CLAUSES[0]), ("added", "和党课")])
    assert [kind for kind, _ in rows[1:-1]] == ["same"] * 4


def test_another_picture_is_a_change_of_the_same_place():
    # given
    old = lines_by_field({"body": [{"type": "image", "value": {"image": 3, "alternative": "配电柜"}}]})
    new = lines_by_field({"body": [{"type": "image", "value": {"image": 4, "alternative": "配电柜"}}]})
    # when
    [row] = compare(old["body"], new["body"])
    # then
    assert row.kind == "changed"
    assert (row.old, row.new) == (Line("配电柜", "image", 3), Line("配电柜", "image", 4))


_TEXTS = st.lists(st.text("党支部书记会议，。安全", min_size=1, max_size=12), max_size=6)


@settings(max_examples=60, deadline=None)
@given(_TEXTS, _TEXTS)
def test_both_texts_can_be_read_out_of_the_comparison(old: list[str], new: list[str]) -> None:
    # when
    rows = compare(_lines(old), _lines(new))
    # then
    read = ["".join(p.text for p in row.pieces if p.kind != "removed") for row in rows if row.new]
    assert read == new
    gone = ["".join(p.text for p in row.pieces if p.kind != "added") for row in rows if row.old]
    moved = [row.kind == "moved" for row in rows if row.old]
    assert [text for text, again in zip(gone, moved, strict=True) if not again] == old
