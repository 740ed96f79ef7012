"""A topic: chosen texts in sections, through the gate, in its column, the API and the search."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms_pages.checks.queries import check_revision
from cms_pages.gate import services
from cms_pages.gate.contents import lines_by_field
from cms_pages.links.queries import linked_with
from cms_pages.models import ArticleIndexPage, TopicPage
from core import outbox
from support.content import (
    draft,
    make_article,
    make_course_with_lessons,
    make_editor,
    publish,
    put_live,
    root_unit,
)
from support.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F009")]


def make_topic(*sections, by=None, slug="topic"):
    """Return a draft topic; each section is a heading with its pages."""
    page = TopicPage(
        title="安全生产月",
        slug=slug,
        summary="摘要",
        source="望江公司",
        responsible_editor="周望舒",
        sections=[("section", {"heading": heading, "texts": list(pages)}) for heading, pages in sections],
    )
    return draft(page, ArticleIndexPage.objects.get(slug="theory"), by or make_editor())


def test_readers_see_the_sections_in_the_editors_order_and_only_what_they_may_read(client):
    # given: a public and an internal article, a draft, a course
    public = put_live(make_article("公开的文章", audience="public"))
    internal = put_live(make_article("内部的文章"))
    hidden = make_article("未公开的稿件")
    course = make_course_with_lessons(1, title="安全课程")
    topic = make_topic(("资料", [internal, public, hidden]), ("课程", [course]))
    topic.audience = "public"
    topic.save_revision(user=topic.owner)
    topic = put_live(topic)
    # when
    stranger = client.get(topic.url).text
    client.force_login(make_person(root_unit()).user)
    member = client.get(topic.url).text
    # then
    assert "公开的文章" in stranger
    for words in ("内部的文章", "安全课程", "未公开的稿件"):
        assert words not in stranger
    assert member.index("内部的文章") < member.index("公开的文章") < member.index("安全课程")
    assert "未公开的稿件" not in member
    # the API tells the same
    told = client.get(f"/api/v1/articles/{topic.pk}").json()
    assert [(part["heading"], [item["title"] for item in part["items"]]) for part in told["sections"]] == [
        ("资料", ["内部的文章", "公开的文章"]),
        ("课程", ["安全课程"]),
    ]
    assert client.get(f"/api/v1/articles/{public.pk}").json()["sections"] == []
    # and the chosen text names the topic below it, on its page and in the API
    assert client.get(f"/api/v1/articles/{internal.pk}/links").json()["by"] == [
        {"id": topic.pk, "kind": "topicpage", "title": "安全生产月", "url": topic.url}
    ]
    assert "安全生产月" in client.get(internal.url).text
    assert [page.pk for page in linked_with(internal, make_person(root_unit()).user).by] == [topic.pk]


def test_reviewers_see_which_texts_were_chosen_and_that_one_was_changed(client):
    # given
    editor = make_editor()
    one, other = put_live(make_article("动火")), put_live(make_article("坠落"))
    topic = make_topic(("资料", [one]), by=editor)
    publish(topic)
    page = TopicPage.objects.get(pk=topic.pk)
    page.sections = [("section", {"heading": "资料", "texts": [other]})]
    page.save_revision(user=editor)
    # when
    candidate = services.submit(page, by=editor)
    # then
    lines = lines_by_field(page.get_latest_revision().content)["sections"]
    assert [line.text for line in lines] == ["资料", f"坠落 /theory/{other.slug}/"]
    client.force_login(editor)
    told = client.get(f"/desk/{candidate.pk}/").text
    assert "分节" in told
    assert "动火</del>" in told
    assert "坠落</ins>" in told


def test_a_topic_of_something_that_is_not_live_is_told_before_submission():
    # given
    topic = make_topic(("资料", [make_article("草稿")]))
    # then
    assert [(found.rule, found.field) for found in check_revision(topic.get_latest_revision()).findings] == [
        ("link", "sections")
    ]


def test_a_topic_without_sections_is_refused():
    with pytest.raises(ValidationError):
        TopicPage(
            title="空", slug="empty", summary="摘要", source="望江公司", responsible_editor="周望舒"
        ).full_clean()


def test_a_topic_is_found_by_the_heading_of_a_section(client):
    # given
    put_live(make_topic(("应急救援资料", [put_live(make_article("文章"))])))
    outbox.drain()
    client.force_login(make_person(root_unit()).user)
    # then
    assert "安全生产月" in client.get("/search/?q=应急救援").text


def test_as_many_queries_for_many_texts_as_for_few():
    # given
    few = make_topic(("资料", [put_live(make_article()) for _ in range(2)]))
    many = make_topic(("资料", [put_live(make_article()) for _ in range(8)]), slug="many")
    reader = make_person(root_unit()).user

    def queries(key):
        page = TopicPage.objects.get(pk=key)
        with CaptureQueriesContext(connection) as found:
            assert page.sections_for(reader)
        return len(found)

    # then
    queries(few.pk)
    assert queries(many.pk) == queries(few.pk)
