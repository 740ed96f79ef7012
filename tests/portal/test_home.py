"""The guide home: what is due first, then what is new; the same price for much as for little."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms_pages.gate import services as gate
from cms_pages.models import ArticleIndexPage
from core.clock import now
from outreach import services as outreach
from outreach.types import NoticeKind, TodoKind
from support.content import make_article, make_editor, make_reviewer, publish, root_unit
from support.people import make_person, make_unit

MOST_QUERIES = 20


@pytest.fixture
def member(db: None) -> User:
    """A member of a branch."""
    person = make_person(make_unit("装配二车间党支部", parent=root_unit()), name="周望舒", username="zhou")
    assert person.user is not None
    return person.user


@pytest.fixture
def column(db: None) -> ArticleIndexPage:
    """The theory column, live with the page above it."""
    editor = make_editor()
    page = ArticleIndexPage.objects.get(slug="theory")
    for draft in (page.get_parent().specific, page):
        draft.save_revision(user=editor)
        publish(type(draft).objects.get(pk=draft.pk), submitter=editor)
    return ArticleIndexPage.objects.get(pk=page.pk)


def _todo(user: User, number: int, title: str, due: timedelta | None = None) -> None:
    outreach.assign_todo(
        user_id=user.pk,
        kind=TodoKind.REVISE,
        subject=f"revise:{number}",
        title=title,
        url=f"/desk/{number}/",
        due_at=now() + due if due is not None else None,
    )


def test_nothing_due_is_said_with_the_branch_of_the_person(client: Client, member: User) -> None:
    # given
    client.force_login(member)

    # when
    text = client.get(reverse("portal:home")).content.decode()

    # then
    assert "<h1>周望舒，今天没有到期事项</h1>" in text
    assert "装配二车间党支部" in text
    assert "没有待办事项" in text


def test_what_is_overdue_comes_first_and_alone_has_a_filled_button(client: Client, member: User) -> None:
    # given
    _todo(member, 1, "没有期限的")
    _todo(member, 2, "已经逾期的", timedelta(days=-2))
    client.force_login(member)

    # when
    response = client.get(reverse("portal:home"))

    # then
    text = response.content.decode()
    assert "<h1>周望舒，有 1 件事已逾期</h1>" in text
    assert "1 件已逾期，请先处理" in text
    assert [todo.title for todo in response.context["home"].todos] == ["已经逾期的", "没有期限的"]
    assert text.count("button--primary") == 1
    assert text.index("button--primary") < text.index("没有期限的")


def test_the_newest_articles_are_shown_by_column_and_drafts_are_not(
    client: Client, member: User, column: ArticleIndexPage
) -> None:
    # given
    for day in (3, 9, 6):
        publish(make_article(f"文章 {day} 日", date=date(2026, 11, day)))
    make_article("还是草稿")
    client.force_login(member)

    # when
    response = client.get(reverse("portal:home"))

    # then
    columns = response.context["home"].columns
    assert [column.title for column in columns] == ["理论文章"]
    assert [line.title for line in columns[0].articles] == ["文章 9 日", "文章 6 日", "文章 3 日"]
    assert "还是草稿" not in response.content.decode()


def test_a_page_that_was_taken_down_is_gone_from_the_home_page(
    client: Client, member: User, column: ArticleIndexPage
) -> None:
    # given
    page = publish(make_article("下架的文章"))
    gate.take_down(page, by=make_reviewer("final"), reason="依据条款已修订")
    client.force_login(member)

    # when
    text = client.get(reverse("portal:home")).content.decode()

    # then
    assert "下架的文章" not in text


def test_the_home_page_costs_the_same_for_much_as_for_little(
    client: Client,
    member: User,
    column: ArticleIndexPage,
    query_budget: Callable[[int], AbstractContextManager[None]],
) -> None:
    # given
    client.force_login(member)
    for number in range(7):
        _todo(member, number, f"待办 {number}", timedelta(days=number - 2))
        outreach.notify(
            recipient_id=member.pk, kind=NoticeKind.PUBLISHED, key=f"k{number}", title=f"消息 {number}"
        )
    for number in range(3):
        publish(make_article(f"文章 {number}"))
    client.get(reverse("portal:home"))  # the sites' roots are remembered from here on

    # when / then
    with query_budget(MOST_QUERIES):
        response = client.get(reverse("portal:home"))
    assert len(response.context["home"].todos) == 5
