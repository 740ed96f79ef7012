"""A paper is a pure function of questions and seed, and holds no key."""

import json

from hypothesis import given
from hypothesis import strategies as st

from learning.exams.grading import grade
from learning.exams.paper import build_paper

_texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=20)


@st.composite
def _choice(draw, kind):
    texts = draw(st.lists(_texts, min_size=2, max_size=6, unique=True))
    right = draw(
        st.sets(
            st.integers(0, len(texts) - 1), min_size=1, max_size=1 if kind == "single_choice" else len(texts)
        )
    )
    options = [{"text": text, "correct": at in right} for at, text in enumerate(texts)]
    return {
        "type": kind,
        "value": {
            "stem": draw(_texts),
            "options": options,
            "marks": draw(st.integers(1, 5)),
            "explanation": "because",
        },
    }


@st.composite
def _blocks(draw):
    kinds = st.sampled_from(["single_choice", "multiple_choice"])
    blocks = draw(st.lists(kinds.flatmap(_choice), min_size=1, max_size=6))
    return [block | {"id": f"q{at}"} for at, block in enumerate(blocks)]


@given(_blocks(), st.text("0123456789abcdef", min_size=4, max_size=16))
def test_same_seed_makes_the_same_paper_and_the_key_marks_the_right_texts(blocks, seed):
    # when
    paper, again = build_paper(blocks, seed), build_paper(blocks, seed)
    # then
    assert paper == again
    for block, question in zip(blocks, paper.questions, strict=True):
        right = set(paper.key[question["id"]]["right"])
        chosen = {option["text"] for option in question["options"] if option["id"] in right}
        assert chosen == {option["text"] for option in block["value"]["options"] if option["correct"]}
        assert len(question["options"]) == len(block["value"]["options"])


@given(_blocks())
def test_candidates_part_holds_no_key_and_no_explanation(blocks):
    questions = build_paper(blocks, "seed").questions
    assert all(set(question) == {"id", "kind", "stem", "marks", "options"} for question in questions)
    assert all(set(option) == {"id", "text"} for question in questions for option in question["options"])


@given(_blocks())
def test_right_answers_get_every_mark_and_empty_ones_none(blocks):
    paper = build_paper(blocks, "seed")
    right = {name: entry["right"] for name, entry in paper.key.items()}
    assert grade(paper.questions, paper.key, right).score == paper.max_score
    assert grade(paper.questions, paper.key, {}).score == 0


def test_half_of_a_multiple_choice_gets_nothing():
    block = {
        "id": "m",
        "type": "multiple_choice",
        "value": {
            "stem": "s",
            "marks": 4,
            "options": [
                {"text": "a", "correct": True},
                {"text": "b", "correct": True},
                {"text": "c", "correct": False},
            ],
        },
    }
    paper = build_paper([block], "x")
    right = paper.key["m"]["right"]
    assert grade(paper.questions, paper.key, {"m": right[:1]}).score == 0
    assert grade(paper.questions, paper.key, {"m": ["A", "B", "C"]}).score == 0
    assert grade(paper.questions, paper.key, {"m": list(reversed(right))}).score == 4


def test_true_false_and_stored_list_items_are_read():
    blocks = [
        {"id": "t", "type": "true_false", "value": {"stem": "s", "answer": False, "marks": 2}},
        {
            "id": "s",
            "type": "single_choice",
            "value": {
                "stem": "s",
                "marks": 1,
                "options": [
                    {"type": "item", "id": "i1", "value": {"text": "yes", "correct": True}},
                    {"type": "item", "id": "i2", "value": {"text": "no", "correct": False}},
                ],
            },
        },
    ]
    paper = build_paper(blocks, "x")
    assert paper.key["t"]["right"] == ["F"]
    assert {option["text"] for option in paper.questions[1]["options"]} == {"yes", "no"}
    json.dumps(paper.questions)


def test_pass_mark_is_exact():
    paper = build_paper(
        [
            {"id": str(n), "type": "true_false", "value": {"stem": "s", "answer": True, "marks": 1}}
            for n in range(3)
        ],
        "x",
    )
    two_of_three = grade(paper.questions, paper.key, {"0": ["T"], "1": ["T"]})
    assert two_of_three.reaches(66)
    assert not two_of_three.reaches(67)
