"""The search of Wagtail's own admin finds Chinese words as well."""

from typing import Any

import pytest
from modelsearch.query import And, Not, Phrase, PlainText
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from cms_pages.models import ArticlePage
from search.engines.wagtail_admin import cut_query
from support.content import make_article

pytestmark = pytest.mark.django_db


def index(*pages: Any) -> None:
    backend = get_search_backend()
    for page in pages:
        backend.add(page)


@pytest.mark.parametrize("question", ["动火", "动火作业", "教训", "火", "ISO 9001", "iso", "作业 教训"])
def test_a_draft_is_found_by_a_word_of_its_title(question: str) -> None:
    # given
    wanted = make_article("一次动火作业的教训（ISO 9001）")
    index(wanted, make_article("年度会议通知"))

    # when / then
    assert [page.pk for page in Page.objects.search(question)] == [wanted.pk]
    assert [page.pk for page in ArticlePage.objects.all().autocomplete(question)] == [wanted.pk]


def test_what_is_not_there_is_not_found() -> None:
    # given
    index(make_article("一次动火作业的教训"))

    # when / then
    assert list(Page.objects.search("会议")) == []
    assert Page.objects.search("会议").count() == 0


def test_indexing_again_replaces() -> None:
    # given
    page = make_article("旧的题目")
    index(page)
    page.title = "新的名称"

    # when
    page.save()
    index(page)

    # then
    assert list(Page.objects.search("题目")) == []
    assert [found.pk for found in Page.objects.search("名称")] == [page.pk]


def test_every_kind_of_question_is_cut() -> None:
    query = And([PlainText("动火作业", operator="or"), Not(Phrase("教训了"))])
    cut = cut_query(query)
    assert (cut.subqueries[0].query_string, cut.subqueries[0].operator) == ("动火 火作 作业", "or")
    assert cut.subqueries[1].subquery.query_string == "教训 训了"
    assert cut_query(PlainText("，。")).query_string == "，。"
