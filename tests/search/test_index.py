"""The index follows what is live; differences are found and mended."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from search.documents import describe
from search.engines import current_engine
from search.models import SearchEntry
from search.queries import search
from search.services import find_drift, index_page, rebuild, repair
from search.tasks import repair_drift
from support.content import make_article, make_course_with_lessons, make_editor, publish, root_unit
from support.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Any:
    return make_person(root_unit()).user


def entries_of(page: Any) -> list[tuple[Any, ...]]:
    rows = SearchEntry.objects.filter(page_id=page.pk).order_by("part")
    return list(rows.values_list("part", "kind", "title", "anchor", "number", "body"))


def test_a_regulation_gives_itself_and_each_article(
    make_regulation: Callable[..., Any], drain_outbox: Callable[[], int]
) -> None:
    # given / when
    page = make_regulation()
    drain_outbox()

    # then
    entries = SearchEntry.objects.filter(page_id=page.pk).order_by("part")
    assert [(entry.kind, entry.anchor, entry.number) for entry in entries] == [
        ("regulation", "", ""),
        ("provision", "art_1", "1"),
        ("provision", "art_2", "2"),
        ("provision", "art_3", "3"),
    ]
    second = entries[2]
    assert second.title == "现场作业许可管理办法 第二条"
    assert second.context == "第一章 总则"
    assert second.body.startswith("从事动火作业、受限空间作业的")
    assert second.body.endswith("说明监护人。")


def test_words_outside_of_articles_are_found_once(
    make_regulation: Callable[..., Any], drain_outbox: Callable[[], int]
) -> None:
    # given: a notice without articles
    text = "# {title}\n\n各单位要做好防汛工作。\n\n现将有关事项通知如下。\n"
    page = make_regulation("防汛通知", text=text)
    drain_outbox()

    # when / then
    (entry,) = SearchEntry.objects.filter(page_id=page.pk)
    assert (entry.kind, entry.anchor) == ("regulation", "")
    assert entry.body.count("防汛工作") == 1


def test_a_draft_says_nothing_and_a_new_revision_only_when_released(
    reader: Any, drain_outbox: Callable[[], int]
) -> None:
    # given
    draft = make_article("草稿", text="独一无二")
    page = publish(make_article("已发布", text="旧的内容"))
    page.title = "新的题目"
    page.save_revision(user=make_editor())
    drain_outbox()

    # when
    index_page(draft.pk)
    index_page(page.pk)

    # then
    assert describe(draft) == []
    assert search(reader, "独一").total == 0
    assert search(reader, "新的题目", kind="article").total == 0
    assert search(reader, "旧的内容").total == 1


def test_indexing_twice_changes_nothing(drain_outbox: Callable[[], int]) -> None:
    # given
    page = publish(make_article("两次", text="同样的内容"))
    drain_outbox()
    before = entries_of(page)

    # when
    index_page(page.pk)
    index_page(page.pk)

    # then
    assert entries_of(page) == before != []
    assert current_engine().count_faults() == 0


def test_a_long_text_is_found_to_its_end_and_is_one_hit(reader: Any, drain_outbox: Callable[[], int]) -> None:
    # given
    page = publish(make_article("长文", text="安全生产。" * 2000 + "末尾的密语"))
    drain_outbox()

    # when / then
    assert SearchEntry.objects.filter(page_id=page.pk).count() > 1
    assert [hit.page_id for hit in search(reader, "末尾的密语").hits] == [page.pk]
    assert search(reader, "安全生产").total == 1


def test_a_course_taken_up_anew_brings_its_lessons_along(drain_outbox: Callable[[], int]) -> None:
    # given
    course = make_course_with_lessons(1, title="旧名")
    drain_outbox()
    course.title = "新名"
    course.save_revision(user=make_editor())
    publish(course)

    # when
    drain_outbox()

    # then
    lesson = SearchEntry.objects.get(kind="lesson")
    assert lesson.context == "新名 第一章"


def test_differences_are_found_and_mended(reader: Any, drain_outbox: Callable[[], int]) -> None:
    # given: one page lost, one stale, and one that is no longer live
    lost = publish(make_article("丢失", text="丢失的内容"))
    stale = publish(make_article("陈旧", text="陈旧的内容"))
    hidden = publish(make_article("隐藏", text="隐藏的内容"))
    drain_outbox()
    assert find_drift().total == 0
    SearchEntry.objects.filter(page_id=lost.pk).delete()
    SearchEntry.objects.filter(page_id=stale.pk).update(body="别的")
    type(hidden).objects.filter(pk=hidden.pk).update(live=False)

    # when
    drift = find_drift()
    with pytest.raises(CommandError):
        call_command("search_check", stdout=StringIO())
    repair_drift.run()

    # then
    assert sorted(drift.pages) == sorted([lost.pk, stale.pk, hidden.pk])
    assert find_drift().total == 0
    assert search(reader, "丢失的内容").total == 1
    out = StringIO()
    call_command("search_check", stdout=out)
    assert out.getvalue() == "differences 0\n"


def test_lost_tokens_are_found_and_mended(reader: Any, drain_outbox: Callable[[], int]) -> None:
    # given
    publish(make_article("词元", text="词元的内容"))
    drain_outbox()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_index")
    assert search(reader, "词元").total == 0

    # when
    drift = find_drift()
    repair(drift)

    # then
    assert drift.tokens > 0
    assert find_drift().total == 0
    assert search(reader, "词元").total == 1


def test_a_rebuild_gives_the_same_index(drain_outbox: Callable[[], int]) -> None:
    # given
    pages = [publish(make_article(f"重建{number}", text="内容")) for number in range(3)]
    drain_outbox()
    before = [entries_of(page) for page in pages]

    # when
    out = StringIO()
    call_command("search_rebuild", stdout=out, stderr=StringIO())
    *_rest, (_pages, entries) = rebuild()

    # then
    assert [entries_of(page) for page in pages] == before
    assert entries == SearchEntry.objects.count()
    assert f"entries {entries}," in out.getvalue()


def test_deleting_a_page_deletes_its_tokens(drain_outbox: Callable[[], int]) -> None:
    # given
    page = publish(make_article("删除", text="内容"))
    drain_outbox()

    # when
    SearchEntry.objects.filter(page_id=page.pk).delete()

    # then
    assert current_engine().count_faults() == 0
