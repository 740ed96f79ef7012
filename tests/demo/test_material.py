"""The demo's own texts are complete and well formed."""

import re
from pathlib import Path

import pytest

from demo import material
from demo.accounts import DEMO_ACCOUNTS

STATUTE_ARTICLE = re.compile(r"^第[一二三四五六七八九十]+条 ", re.MULTILINE)


def _length(text: str) -> int:
    return len(re.sub(r"\s", "", text))


def test_there_are_twenty_articles_of_readable_length() -> None:
    # when
    articles = material.articles()

    # then
    assert len(articles) == 20
    assert len({article.slug for article in articles}) == 20
    assert {article.column for article in articles} == {"theory", "news"}
    assert [a.slug for a in articles if not 400 <= _length(a.body) <= 900] == []
    assert [a.slug for a in articles if "\n## " not in a.body or not a.tags] == []


def test_there_are_eight_rules_and_one_has_two_versions() -> None:
    # when
    rules = material.rules()

    # then
    by_work: dict[str, list[material.Rule]] = {}
    for rule in rules:
        by_work.setdefault(rule.short_title, []).append(rule)
    assert len(rules) == 9
    assert sorted(len(versions) for versions in by_work.values()) == [1] * 7 + [2]
    old, new = by_work["办公信息安全管理办法"]
    assert (old.status, new.status) == ("amended", "in_force")
    assert old.effective_date < new.effective_date
    assert f"（{old.number}）同时废止" in new.body


@pytest.mark.parametrize("rule", material.rules(), ids=lambda rule: rule.number)
def test_a_rule_counts_its_articles_without_a_gap(rule: material.Rule) -> None:
    # given
    digits = "一二三四五六七八九"
    names = [*digits, *(f"十{d}" for d in ["", *digits]), *(f"二十{d}" for d in ["", *digits])]

    # when
    found = STATUTE_ARTICLE.findall(rule.body)

    # then
    assert found == [f"第{name}条 " for name in names[: len(found)]]
    assert 12 <= len(found) <= 30
    assert rule.body.startswith(f"# {rule.title}\n")
    assert rule.publish_date <= rule.effective_date
    day = rule.effective_date
    assert f"自{day.year}年{day.month}月{day.day}日起施行" in rule.body


def test_four_courses_have_twenty_lessons_and_one_video() -> None:
    # when
    courses = material.courses()

    # then
    lessons = [lesson for course in courses for lesson in course.lessons]
    assert (len(courses), len(lessons)) == (4, 20)
    assert len({lesson.slug for lesson in lessons}) == 20
    assert [lesson.slug for lesson in lessons if lesson.kind == "video"] == ["protective-equipment"]
    assert [lesson.slug for lesson in lessons if not 500 <= _length(lesson.body) <= 1000] == []
    assert [course.slug for course in courses if len(course.cover_label) != 4 or not course.goals] == []


def test_each_exam_has_eight_to_twelve_explained_questions_of_three_kinds() -> None:
    for course in material.courses():
        # when
        questions = course.exam.questions

        # then
        assert 8 <= len(questions) <= 12
        assert sum(question.marks for question in questions) == 100
        assert {question.kind for question in questions} == {"single", "multiple", "true_false"}
        assert len({question.stem for question in questions}) == len(questions)
        assert all(question.explanation for question in questions)
        assert course.exam.pass_percent in range(60, 101)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"correct": [0, 1]}, "single has one right option"),
        ({"correct": []}, "single has one right option"),
        ({"correct": [7]}, "a right option does not exist"),
        ({"options": ["甲", "甲", "乙"]}, "three different options"),
        ({"kind": "multiple"}, "multiple at least two"),
        ({"kind": "essay"}, "unknown kind"),
        ({"kind": "true_false"}, "an answer only"),
    ],
)
def test_refuses_a_question_that_cannot_be_marked(changes: dict[str, object], fault: str) -> None:
    # given
    raw = {
        "kind": "single",
        "stem": "题干",
        "options": ["甲", "乙", "丙"],
        "correct": [1],
        "marks": 5,
        "explanation": "解析",
    }
    assert material._question(Path("x.toml"), raw).correct == {1}

    # when / then
    with pytest.raises(material.BadMaterial, match=fault):
        material._question(Path("x.toml"), raw | changes)


def test_the_enterprise_has_its_units_and_rare_names() -> None:
    # when
    enterprise = material.people()

    # then
    kinds = [unit.kind for unit in enterprise.units]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "party_committee": 1,
        "general_branch": 1,
        "branch": 3,
        "party_group": 6,
    }
    names = [human.name for human in enterprise.people]
    assert len(names) == len(set(names)) == 60
    assert len({human.username for human in enterprise.people}) == 60
    assert sum("·" in name for name in names) == 1
    assert sum(any(ord(character) > 0xFFFF for character in name) for name in names) == 1
    assert {2, 3, 4} <= {len(name) for name in names}
    secretaries = [at for human in enterprise.people for kind, at in human.posts if kind == "secretary"]
    assert sorted(secretaries) == ["WJ", "WJ-JG", "WJ-JG-JS", "WJ-JG-SC", "WJ-JG-ZH"]


def test_responsible_editors_are_editors_and_no_editor_reviews() -> None:
    # given
    roles = {human.name: {role for role, _at in human.roles} for human in material.people().people}

    # when
    editors = {article.responsible_editor for article in material.articles()}

    # then
    reviews = {"first_reviewer", "second_reviewer", "final_reviewer"}
    assert [name for name in editors if "editor" not in roles[name] or roles[name] & reviews] == []


def test_each_sign_in_button_belongs_to_a_person_of_the_demo() -> None:
    # given
    people = {human.username: human for human in material.people().people}

    # when
    roles = [{role for role, _at in people[username].roles} for username, _label in DEMO_ACCOUNTS]

    # then
    assert roles == [
        set(),
        {"branch_secretary"},
        {"editor"},
        {"first_reviewer"},
        {"second_reviewer"},
        {"final_reviewer", "party_committee_admin"},
        {"study_auditor"},
        {"system_admin"},
        {"security_admin"},
        {"audit_admin"},
    ]
