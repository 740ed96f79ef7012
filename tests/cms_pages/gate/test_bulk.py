"""Many texts at once on the desk: each by the rules of a single one, and what is left out is named."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from cms_pages.gate.models import Candidate, TakeDown
from organization.types import Role
from support.content import make_article, make_editor, put_live, root_unit
from support.people import make_unit, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F046")]


def told(answer):
    """Return the messages that the next page shows."""
    return [str(message) for message in answer.context["messages"]]


def test_chosen_drafts_are_submitted_and_what_cannot_be_is_named(client):
    # given: two good drafts and one with an expression that stops it
    editor = make_editor()
    good = [make_article(f"第{name}篇", by=editor) for name in "一二"]
    bad = make_article("第三篇", by=editor, text="绝密★10年")
    client.force_login(editor)
    shown = client.get(reverse("gate:mine")).content.decode()
    assert [shown.count(f'value="{page.pk}" form="chosen"') for page in (*good, bad)] == [1, 1, 1]
    # when
    chosen = {"page": [page.pk for page in (*good, bad)]}
    answer = client.post(reverse("gate:submit_chosen"), chosen, follow=True)
    # then
    assert {row.page_id for row in Candidate.objects.all()} == {page.pk for page in good}
    assert told(answer)[0].startswith("已提交 2 篇")
    assert "第三篇" in told(answer)[1]
    # and: a text under review is not offered again
    assert answer.content.decode().count('form="chosen"') == 1


def test_nothing_is_submitted_when_one_of_the_texts_is_not_the_editors_to_write(client):
    mine = make_article("我的", by=make_editor())
    client.force_login(mine.owner)
    answer = client.post(reverse("gate:submit_chosen"), {"page": [mine.pk, 999_999]})
    assert answer.status_code == 404
    assert not Candidate.objects.exists()


def test_chosen_pages_are_taken_down_for_one_reason_within_reach_only(client):
    # given: a publisher of one branch, texts of two
    here, there = make_unit("一支部", parent=root_unit()), make_unit("二支部", parent=root_unit())
    publisher = make_user_with_role(Role.FINAL_REVIEWER, here)
    own = [put_live(make_article(f"本支部{name}", unit=here)) for name in "一二"]
    other = put_live(make_article("外支部", unit=there))
    client.force_login(publisher)
    address, chosen = reverse("gate:take_down_chosen"), {"page": [page.pk for page in (*own, other)]}
    # when / then: without a reason nothing happens
    client.post(address, chosen | {"reason": " "})
    assert not TakeDown.objects.exists()
    # when
    answer = client.post(address, chosen | {"reason": "活动取消"}, follow=True)
    # then
    live = {page.pk: page.live for page in Page.objects.filter(pk__in=chosen["page"])}
    assert live == {own[0].pk: False, own[1].pk: False, other.pk: True}
    assert {row.reason for row in TakeDown.objects.all()} == {"活动取消"}
    assert "外支部" in "".join(told(answer))


def test_choosing_nothing_is_told(client):
    editor = make_editor()
    client.force_login(editor)
    answer = client.post(reverse("gate:submit_chosen"), follow=True)
    assert told(answer) == ["请至少选择一篇。"]
