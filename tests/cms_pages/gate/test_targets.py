"""Reviewers see where links lead, and that one leads elsewhere now."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms_pages.gate.comparison import compare
from cms_pages.gate.contents import lines_by_field
from cms_pages.gate.services import submit
from support.content import make_article, make_editor, publish

pytestmark = pytest.mark.django_db


def body(*paragraphs):
    """Return the content of a revision with these paragraphs."""
    return {"body": [{"type": "paragraph", "value": text} for text in paragraphs]}


def test_another_target_below_the_same_words_is_a_change():
    # given
    old = lines_by_field(body('<p>见<a href="https://example.org/a">规定</a>。</p>'))["body"]
    new = lines_by_field(body('<p>见<a href="https://example.org/b">规定</a>。</p>'))["body"]
    # then
    assert [line.text for line in new] == ["见规定（链接：https://example.org/b）。"]
    (row,) = compare(old, new)
    assert row.kind == "changed"
    assert [(piece.kind, piece.text) for piece in row.pieces if piece.kind != "same"] == [
        ("removed", "a"),
        ("added", "b"),
    ]


def test_linked_pages_are_named_in_one_query_and_drafts_are_not():
    # given
    live = make_article("动火作业须知")
    publish(live)
    hidden = make_article("未公开的稿件")
    text = f'<p><a linktype="page" id="{live.pk}">须知</a><a id="{hidden.pk}" linktype="page">稿件</a></p>'
    # when
    with CaptureQueriesContext(connection) as queries:
        lines = lines_by_field(body(text, text))["body"]
    # then
    assert lines[0].text == (
        f"须知（链接：动火作业须知 /theory/{live.slug}/）稿件（链接：未发布的页面 {hidden.pk}）"
    )
    assert len(queries) == 1


def test_text_without_links_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        lines = lines_by_field(body("<p>甲 &amp; 乙</p>"))
    assert [line.text for line in lines["body"]] == ["甲 & 乙"]


def test_the_reviewer_reads_the_new_target_on_the_candidate(client):
    # given: a live text whose words become a link
    editor = make_editor()
    article = make_article(by=editor, text="见规定")
    publish(article)
    page = type(article).objects.get(pk=article.pk)
    page.body = [("paragraph", '<p>见<a href="https://example.net/b">规定</a></p>')]
    page.save_revision(user=editor)
    candidate = submit(page, by=editor)
    client.force_login(editor)
    # then
    assert "（链接：https://example.net/b）</ins>" in client.get(f"/desk/{candidate.pk}/").text
