"""The page and the API of search."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from accounts.services import create_token
from cms_pages.gate.types import Audience
from search.highlighting import Piece
from search.templatetags.search_ui import marked
from support.content import make_article, publish, root_unit
from support.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Any:
    return make_person(root_unit()).user


@pytest.fixture
def signed_in(client: Client, reader: Any) -> Client:
    client.force_login(reader)
    return client


def test_the_page_shows_hits_with_marks_and_counts(
    signed_in: Client, drain_outbox: Callable[[], int]
) -> None:
    # given
    publish(make_article("一次动火作业", text="动火作业<之前>先办许可。"))
    drain_outbox()

    # when
    response = signed_in.get("/search/", {"q": "动火作业"})
    text = response.content.decode()

    # then
    assert response.status_code == 200
    assert "<mark>动火作业</mark>" in text
    assert "共找到" in text
    assert 'href="?q=%E5%8A%A8%E7%81%AB%E4%BD%9C%E4%B8%9A&amp;kind=article"' in text
    assert response["Cache-Control"].startswith("max-age=0")


def test_nothing_found_says_what_to_do(signed_in: Client) -> None:
    text = signed_in.get("/search/", {"q": "不存在的"}).content.decode()
    assert "没有找到相关内容，请更换关键词" in text


def test_without_a_question_the_page_explains_itself(signed_in: Client) -> None:
    response = signed_in.get("/search/")
    assert response.status_code == 200
    assert "公司法第十条" in response.content.decode()


def test_a_question_that_is_too_long_is_kept_and_explained(signed_in: Client) -> None:
    # when
    response = signed_in.get("/search/", {"q": "安" * 201})

    # then
    assert response.status_code == 422
    assert "最多 200 个字" in response.content.decode()
    assert "安" * 201 in response.content.decode()


def test_the_next_page_goes_on(signed_in: Client, drain_outbox: Callable[[], int]) -> None:
    # given
    for number in range(21):
        publish(make_article(f"动火{number}"))
    drain_outbox()

    # when
    first = signed_in.get("/search/", {"q": "动火"})
    rest = signed_in.get("/search/" + first.context["next_query"])

    # then
    assert first.content.decode().count('class="hit"') == 20
    assert rest.content.decode().count('class="hit"') == 1
    assert rest.context["next_query"] == ""


def test_a_visitor_without_sign_in_finds_public_pages_only(
    client: Client, drain_outbox: Callable[[], int]
) -> None:
    # given
    publish(make_article("公开的动火", audience=Audience.PUBLIC))
    publish(make_article("内部的动火"))
    drain_outbox()

    # when
    text = client.get("/search/", {"q": "动火"}).content.decode()

    # then
    assert "公开的" in text
    assert "内部的" not in text


def test_the_page_costs_few_queries(
    signed_in: Client,
    drain_outbox: Callable[[], int],
    query_budget: Callable[[int], AbstractContextManager[None]],
) -> None:
    # given
    for number in range(15):
        publish(make_article(f"动火{number}"))
    drain_outbox()
    signed_in.get("/search/", {"q": "动火"})

    # when / then
    with query_budget(12):
        signed_in.get("/search/", {"q": "动火"})


def test_marks_escape_what_was_written() -> None:
    assert marked([Piece("<b>"), Piece("<i>", marked=True)]) == "&lt;b&gt;<mark>&lt;i&gt;</mark>"


def test_the_api_answers_with_a_token_of_the_scope(
    client: Client, reader: Any, drain_outbox: Callable[[], int]
) -> None:
    # given
    page = publish(make_article("一次动火作业", text="先办许可"))
    drain_outbox()
    _token, secret = create_token(owner=reader, name="test", scopes=["search:read"])
    _other, wrong = create_token(owner=reader, name="other", scopes=["content:read"])

    # when
    response = client.get("/api/v1/search", {"q": "动火"}, headers={"Authorization": f"Bearer {secret}"})
    refused = client.get("/api/v1/search", {"q": "动火"}, headers={"Authorization": f"Bearer {wrong}"})

    # then
    body = response.json()
    assert response.status_code == 200
    assert (body["total"], body["facets"], body["cursor"]) == (1, {"article": 1}, None)
    (hit,) = body["hits"]
    assert hit["page_id"] == page.pk
    assert hit["title"] == [
        {"text": "一次", "marked": False},
        {"text": "动火", "marked": True},
        {"text": "作业", "marked": False},
    ]
    assert refused.status_code == 403
    assert client.get("/api/v1/search", {"q": "动火"}).status_code == 401


def test_the_api_refuses_what_cannot_be_asked(client: Client, reader: Any) -> None:
    # given
    client.force_login(reader)

    # when
    response = client.get("/api/v1/search", {"q": "安全", "kind": "persons"})

    # then
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "invalid"
