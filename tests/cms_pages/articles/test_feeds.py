"""The feed of a column holds what everybody may read, in the words that were approved, and nothing else."""

from xml.etree import ElementTree

import pytest

from cms_pages.gate import services
from support.content import make_article, make_editor, make_reviewer, open_column, publish

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F046")]
ADDRESS = "/feeds/theory/"


@pytest.fixture
def column():
    """Return a live column that everybody may read."""
    return open_column()


def items(client):
    """Return title, summary and address of each entry of the feed."""
    feed = ElementTree.fromstring(client.get(ADDRESS).content)  # noqa: S314 - our own answer
    found = feed.find("channel").findall("item")
    return [tuple(item.findtext(name) for name in ("title", "description", "link")) for item in found]


def test_the_feed_says_the_same_as_the_page_and_the_api(client, column):
    # given
    page = publish(make_article("安全<第一>", summary="摘要 & 要点", audience="public"))
    publish(make_article("内部文章"))
    make_article("草稿", audience="public")
    page.title = "未审的题目"
    page.save_revision(user=page.owner)
    # when
    ((title, summary, link),) = items(client)
    # then
    answer = client.get(f"/api/v1/articles/{page.pk}").json()
    assert (title, summary) == (answer["title"], answer["summary"]) == ("安全<第一>", "摘要 & 要点")
    assert link.endswith(answer["url"].split("//")[-1].split("/", 1)[-1])
    assert "安全&lt;第一&gt;" in client.get(answer["url"]).content.decode()
    assert 'type="application/rss+xml"' in client.get(column.url).content.decode()
    # when
    services.take_down(page, by=make_reviewer("final"), reason="有误")
    # then: gone at every door at once
    assert items(client) == []
    assert client.get(f"/api/v1/articles/{page.pk}").status_code == 404
    assert client.get(answer["url"]).status_code == 404


def test_an_internal_column_has_no_feed(client):
    assert client.get(ADDRESS).status_code == 404
    client.force_login(make_editor())
    assert client.get(ADDRESS).status_code == 404
