"""One text, one state: portal on desk and phone, feed and API tell the same at each step."""

import re
from xml.etree import ElementTree

import pytest

from cms_pages.gate import services
from cms_pages.models import ArticlePage
from support.content import make_article, make_reviewer, open_column, publish

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F008")]
PHONE = "Mozilla/5.0 (Linux; Android 15; Mobile) Chrome/140"


@pytest.fixture
def _column():
    """Let everybody read the column, so that it has a feed."""
    open_column()


def told(client, page):
    """Return title and text as each door tells them; nothing for a door at which it is not found."""
    address = f"/theory/{page.slug}/"
    found = {}
    for name, agent in (("desk", "desk"), ("phone", PHONE)):
        answer = client.get(address, headers={"user-agent": agent})
        title = re.search(r"<h1>(.*?)</h1>", answer.text)
        is_told = answer.status_code == 200
        found[name] = (title[1], "正文一" in answer.text, "正文二" in answer.text) if is_told else None
    answer = client.get(f"/api/v1/articles/{page.pk}")
    json = answer.json()
    is_told = answer.status_code == 200
    found["api"] = (json["title"], "正文一" in json["html"], "正文二" in json["html"]) if is_told else None
    feed = ElementTree.fromstring(client.get("/feeds/theory/").content)  # noqa: S314 - our own answer
    titles = [item.findtext("title") for item in feed.find("channel").findall("item")]
    found["feed"] = titles[0] if titles else None
    return found


@pytest.mark.usefixtures("_column")
def test_from_draft_to_taken_down_and_back_every_door_tells_the_same(client):
    # given: a draft
    page = make_article("第一版", text="正文一", audience="public")
    nowhere = {"desk": None, "phone": None, "api": None, "feed": None}
    assert told(client, page) == nowhere
    # when: it waits for review
    candidate = services.submit(page, by=page.owner)
    assert told(client, page) == nowhere
    # when: it passes
    for stage in candidate.stages:
        services.approve(candidate, by=make_reviewer(stage))
    first = ("第一版", True, False)
    assert told(client, page) == {"desk": first, "phone": first, "api": first, "feed": "第一版"}
    # when: somebody writes on it
    draft = ArticlePage.objects.get(pk=page.pk)
    draft.title, draft.body = "第二版", [("paragraph", "<p>正文二</p>")]
    draft.save_revision(user=page.owner)
    assert told(client, page) == {"desk": first, "phone": first, "api": first, "feed": "第一版"}
    # when: the second text passes
    publish(draft)
    second = ("第二版", False, True)
    assert told(client, page) == {"desk": second, "phone": second, "api": second, "feed": "第二版"}
    # when: it is taken down, and put back by another publisher
    record = services.take_down(page, by=make_reviewer("final"), reason="有误")
    assert told(client, page) == nowhere
    services.restore(record, by=make_reviewer("final"))
    assert told(client, page) == {"desk": second, "phone": second, "api": second, "feed": "第二版"}
