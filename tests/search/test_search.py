"""Search finds what the asker may see, says why, and counts nothing else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from cms_pages.gate import services as gate
from cms_pages.gate.types import Audience
from core.errors import Invalid
from search.models import SearchEntry
from search.queries import search
from support.content import make_article, make_course_with_lessons, make_reviewer, publish, root_unit
from support.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Any:
    return make_person(root_unit()).user


@pytest.mark.capability("F057")
def test_a_word_of_two_characters_inside_a_sentence_is_found_and_marked(
    reader: Any, drain_outbox: Callable[[], int]
) -> None:
    # given
    page = publish(make_article("一次许可为什么被退回", text="申请写的是焊接，现场却要切割，核对后退回。"))
    publish(make_article("别的文章", text="与此无关。"))
    drain_outbox()

    # when
    results = search(reader, "切割")

    # then
    assert [hit.page_id for hit in results.hits] == [page.pk]
    assert [piece.text for piece in results.hits[0].snippet if piece.marked] == ["切割"]
    assert results.total == 1
    assert results.facets == {"article": 1}


def test_one_character_and_width_and_case_are_found(reader: Any, drain_outbox: Callable[[], int]) -> None:
    # given
    page = publish(make_article("编号", text="按ＧＢ 30871执行，监护到位焊"))
    drain_outbox()

    # when / then
    for question in ("焊", "位", "gb", "GB 30871", "gb30871", "３０８７１"):
        assert [hit.page_id for hit in search(reader, question).hits] == [page.pk], question
    assert search(reader, "3087").hits == ()


def test_all_words_must_stand_in_a_hit(reader: Any, drain_outbox: Callable[[], int]) -> None:
    # given
    both = publish(make_article("甲", text="动火作业要监护。"))
    publish(make_article("乙", text="动火作业。"))
    drain_outbox()

    # when / then
    assert [hit.page_id for hit in search(reader, "监护 动火").hits] == [both.pk]
    assert search(reader, "“作业监护”").hits == ()
    assert [hit.page_id for hit in search(reader, "作业监护").hits] == [both.pk]
    assert search(reader, "量子作业计算").hits == ()


def test_a_title_comes_before_a_mention(reader: Any, drain_outbox: Callable[[], int]) -> None:
    # given
    mention = publish(make_article("别的题目", text="这里说到应急演练。" * 3))
    titled = publish(make_article("应急演练怎样做", text="正文"))
    drain_outbox()

    # when / then
    assert [hit.page_id for hit in search(reader, "应急演练").hits] == [titled.pk, mention.pk]


@pytest.mark.capability("F051")
def test_every_kind_is_found_and_counted(
    reader: Any, make_regulation: Callable[..., Any], drain_outbox: Callable[[], int]
) -> None:
    # given: lessons of the factory speak of 动火作业
    publish(make_article("动火作业的教训"))
    make_regulation()
    course = make_course_with_lessons(2, title="动火作业入门")
    drain_outbox()

    # when
    results = search(reader, "动火作业")
    lessons = search(reader, "动火作业", kind="lesson")

    # then
    assert results.facets == {"article": 1, "regulation": 1, "course": 1, "lesson": 2}
    assert results.total == len(results.hits) == 5
    assert lessons.facets == results.facets
    assert lessons.total == len(lessons.hits) == 2
    assert {hit.context for hit in lessons.hits} == {f"{course.title} 第一章"}
    assert {hit.url for hit in results.hits if hit.kind == "course"} == {f"/learning/courses/{course.pk}/"}


@pytest.mark.capability("F038")
def test_provisions_of_one_work_are_one_hit_that_opens_its_places(
    reader: Any, make_regulation: Callable[..., Any], drain_outbox: Callable[[], int]
) -> None:
    # given: 作业 stands in the title and in articles 1 and 2
    page = make_regulation()
    drain_outbox()

    # when
    results = search(reader, "作业")
    inside = search(reader, "作业", within=results.hits[0].group)

    # then
    assert results.total == len(results.hits) == 1
    assert inside.total == len(inside.hits) == results.hits[0].more + 1
    assert {hit.anchor for hit in inside.hits} >= {"art_1", "art_2"}
    assert {hit.page_id for hit in inside.hits} == {page.pk}


@pytest.mark.parametrize(
    "question",
    [
        "现场作业许可管理办法第二条",
        "《现场作业许可管理办法》第2条",
        "现场作业许可管理办法 第２条第一款",
        "现场作业办法第二条",
    ],
)
def test_a_cited_provision_comes_first(
    reader: Any, make_regulation: Callable[..., Any], drain_outbox: Callable[[], int], question: str
) -> None:
    # given: another text that speaks of the same words
    page = make_regulation()
    make_regulation("现场检查办法")
    publish(make_article("现场作业许可管理办法第二条解读", text=question))
    drain_outbox()

    # when
    first = search(reader, question).hits[0]

    # then
    assert (first.page_id, first.anchor, first.exact) == (page.pk, "art_2", True)
    assert first.url.endswith("#art_2")
    assert first.title_text == "现场作业许可管理办法 第二条"


@pytest.mark.capability("F013")
def test_only_versions_in_force_are_found_unless_asked(
    reader: Any, make_regulation: Callable[..., Any], drain_outbox: Callable[[], int]
) -> None:
    # given
    old = make_regulation(version_date=date(2020, 1, 1), status="amended")
    new = make_regulation(version_date=date(2026, 1, 1), effective_date=date(2026, 2, 1))
    drain_outbox()

    # when / then
    with time_machine.travel("2026-03-01T12:00:00+08:00", tick=False):
        inside = search(reader, "动火作业", within=f"work:{new.work_id}")
        assert {hit.page_id for hit in inside.hits} == {new.pk}
        every = search(reader, "动火作业", within=f"work:{new.work_id}", in_force_only=False)
        assert {hit.page_id for hit in every.hits} == {old.pk, new.pk}
        assert {hit.status for hit in every.hits} == {"amended", "in_force"}
    with time_machine.travel("2026-01-15T12:00:00+08:00", tick=False):
        (hit,) = search(reader, "动火作业").hits
        assert (hit.page_id, hit.status) == (old.pk, "in_force")  # until the next one begins
        every = search(reader, "动火作业", within=f"work:{new.work_id}", in_force_only=False)
        assert {hit.status for hit in every.hits} == {"in_force", "not_yet"}


@pytest.mark.capability("F059")
def test_counts_and_facets_leave_out_what_the_reader_may_not_see(drain_outbox: Callable[[], int]) -> None:
    # given
    public = publish(make_article("动火作业公开课", audience=Audience.PUBLIC))
    publish(make_article("动火作业内部稿", audience=Audience.INTERNAL))
    make_course_with_lessons(1, title="动火作业")
    make_article("动火作业草稿")
    drain_outbox()
    anonymous = AnonymousUser()

    # when
    results = search(anonymous, "动火作业")
    loosely = search(anonymous, "怎样办理动火作业的手续呢")

    # then
    assert [hit.page_id for hit in results.hits] == [public.pk]
    assert (results.total, results.facets) == (1, {"article": 1})
    assert [hit.page_id for hit in loosely.hits] == [public.pk]
    assert (loosely.total, loosely.facets) == (1, {"article": 1})


def test_a_page_is_hidden_at_once_and_its_entries_go(reader: Any, drain_outbox: Callable[[], int]) -> None:
    # given
    page = publish(make_article("动火作业", text="动火"))
    drain_outbox()
    assert search(reader, "动火").total == 1

    # when
    gate.take_down(page, by=make_reviewer("final"), reason="内容有误")

    # then: hidden before any task has run
    assert (search(reader, "动火").total, search(reader, "动火").facets) == (0, {})
    drain_outbox()
    assert SearchEntry.objects.filter(page_id=page.pk).count() == 0


def test_a_long_question_finds_related_texts_best_first(
    reader: Any, make_regulation: Callable[..., Any], drain_outbox: Callable[[], int]
) -> None:
    # given
    page = make_regulation()
    publish(make_article("会议通知", text="本周五召开会议。"))
    drain_outbox()

    # when
    results = search(reader, "办理动火的作业许可应当由谁来申请？")

    # then
    assert results.mode == "loose"
    assert (results.hits[0].page_id, results.hits[0].anchor) == (page.pk, "art_2")
    assert any(piece.marked for piece in results.hits[0].snippet)


def test_pages_of_hits_hold_each_hit_once(reader: Any, drain_outbox: Callable[[], int]) -> None:
    # given
    for number in range(7):
        publish(make_article(f"动火作业{number}"))
    drain_outbox()

    # when
    seen: list[int] = []
    cursor = None
    for _turn in range(4):
        results = search(reader, "动火作业", size=3, cursor=cursor)
        seen += [hit.page_id for hit in results.hits]
        assert results.total == 7
        cursor = results.cursor
        if cursor is None:
            break

    # then
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("安" * 201, {}),
        ("安全", {"kind": "persons"}),
        ("安全", {"size": 0}),
        ("安全", {"size": 51}),
        ("安全", {"cursor": "???"}),
        ("安全", {"cursor": "WzEsIFtdXQ"}),
    ],
)
def test_what_cannot_be_asked_is_refused(reader: Any, text: str, options: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        search(reader, text, **options)


@pytest.mark.parametrize(
    "text", ["", "   ", "，。！", "%", '"', "'", '""', "* OR", "\x00", "a\x00b", "NEAR(安 全)"]
)
def test_odd_input_is_answered(reader: Any, text: str) -> None:
    assert search(reader, text).total == 0


def test_markup_in_content_is_text(reader: Any, drain_outbox: Callable[[], int]) -> None:
    # given
    publish(make_article("标记", text="<b>动火</b>作业 &lt;script&gt;"))
    drain_outbox()

    # when
    (hit,) = search(reader, "动火作业").hits

    # then
    assert "<b>" not in hit.snippet_text
    assert "<script>" in hit.snippet_text


def test_a_question_costs_few_queries(
    reader: Any,
    make_regulation: Callable[..., Any],
    drain_outbox: Callable[[], int],
    query_budget: Callable[[int], AbstractContextManager[None]],
) -> None:
    # given
    make_regulation()
    for number in range(12):
        publish(make_article(f"动火作业{number}"))
    drain_outbox()
    search(reader, "动火")  # the addresses of the site are read once and kept

    # when / then: one statement finds and counts, one reads what is shown, one what is in force of it
    with query_budget(3):
        assert search(reader, "动火作业").total == 13
    with query_budget(5):
        assert search(reader, "现场作业许可管理办法第二条").hits[0].exact
    with query_budget(6):
        assert search(reader, "办理动火的作业许可应当由谁来申请").total > 0
