"""Remarks stand at a passage of the submitted text, are answered and settled, and outlive the round."""

import pytest
from django.urls import reverse

from cms_pages.gate import services as gate
from cms_pages.models import ArticlePage, Remark
from cms_pages.remarks import queries, services
from cms_pages.remarks.errors import Settled
from core.errors import Invalid
from organization.models import Grant
from organization.types import GrantVerbs, Role
from support.content import make_article, make_editor, make_reviewer, root_unit
from support.people import LONG_AGO, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F015")]
TEXT = "动火作业之前先办许可，动火作业中断后重新检测。"


@pytest.fixture
def text():
    page = make_article("动火作业", text=TEXT)
    return gate.submit(page, by=page.owner)


@pytest.fixture
def reviewer():
    return make_reviewer("first")


def remark(text, reviewer, quote="动火作业", **more):
    """Remark on a passage of the body."""
    place = {"field": "body", "line": 0} | more
    return services.remark(text, quote=quote, words="请写明依据", by=reviewer, **place)


def test_a_passage_keeps_its_place_also_where_the_same_words_come_twice(text, reviewer):
    second = TEXT.rindex("动火作业")
    assert remark(text, reviewer, start=second).start == second
    assert remark(text, reviewer, start=2).start == 0
    assert remark(text, reviewer).start == 0
    # when: shown
    shown = queries.sections_of(text, queries.remarks_of(text))
    body = next(section for section in shown if section.paragraphs[0].field == "body").paragraphs[0]
    assert "".join(mark.text for mark in body.marks) == TEXT
    assert [mark.text for mark in body.marks if mark.numbers] == ["动火作业", "动火作业"]
    assert [mark.numbers for mark in body.marks if mark.numbers] == [(1, 2), (3,)]


def test_passages_that_overlap_are_all_marked(text, reviewer):
    remark(text, reviewer, "作业之前先办")
    remark(text, reviewer, "先办许可")
    body = queries.sections_of(text, queries.remarks_of(text))[-1].paragraphs[0]
    assert [(mark.text, mark.numbers) for mark in body.marks if mark.numbers] == [
        ("作业之前", (1,)),
        ("先办", (1, 2)),
        ("许可", (2,)),
    ]


@pytest.mark.parametrize(
    "wrong", [{"quote": "没有的话"}, {"quote": ""}, {"line": 9}, {"field": "history"}, {"quote": "字" * 301}]
)
def test_a_remark_needs_a_passage_of_the_text(text, reviewer, wrong):
    with pytest.raises(Invalid) as refused:
        remark(text, reviewer, **wrong)
    assert set(refused.value.fields) == {"quote"}
    assert not Remark.objects.exists()


def test_remarks_are_answered_and_settled_once(client, text, reviewer):
    # given
    row = remark(text, reviewer)
    client.force_login(text.author)
    # when
    empty = client.post(reverse("remarks:answer", args=[text.pk, row.pk]), {"words": " "})
    client.post(reverse("remarks:answer", args=[text.pk, row.pk]), {"words": "已补充文号"})
    client.post(reverse("remarks:settle", args=[text.pk, row.pk]))
    # then
    assert empty.status_code == 422
    shown = client.get(reverse("remarks:text", args=[text.pk])).content.decode()
    assert "已补充文号" in shown
    assert queries.number_unsettled(text) == 0
    with pytest.raises(Settled):
        services.answer(row, words="又说", by=reviewer)
    with pytest.raises(Settled):
        services.settle(row, by=reviewer)


def test_what_is_not_settled_is_shown_in_the_next_round(client, text, reviewer):
    # given
    row = remark(text, reviewer)
    gate.return_for_revision(text, by=reviewer, comment="见批注")
    with pytest.raises(Settled):
        remark(text, reviewer)
    again = gate.submit(ArticlePage.objects.get(pk=text.page_id), by=text.author)
    # when
    client.force_login(reviewer)
    shown = client.get(reverse("remarks:text", args=[again.pk])).content.decode()
    # then
    assert "请写明依据" in shown
    assert queries.number_unsettled(again) == 1
    client.post(reverse("remarks:settle", args=[again.pk, row.pk]))
    assert queries.number_unsettled(again) == 0


def test_by_form_the_words_are_kept_and_the_link_of_a_paragraph_fills_the_form(client, text, reviewer):
    # given
    client.force_login(reviewer)
    address = reverse("remarks:text", args=[text.pk])
    # when
    offered = client.get(address, {"at": "body-0"}).content.decode()
    refused = client.post(address, {"field": "body", "line": 0, "quote": "没有的话", "words": "请核对"})
    # then
    assert f">\n{TEXT}</textarea>" in offered
    assert refused.status_code == 422
    assert "没有的话" in refused.content.decode()
    # when
    taken = client.post(address, {"field": "body", "line": 0, "quote": "先办许可", "words": "请核对"})
    # then
    row = Remark.objects.get()
    assert taken.headers["Location"] == f"{address}#remark-{row.pk}"
    assert "<mark>先办许可</mark>" in client.get(address).content.decode()


def test_a_remark_of_another_text_is_not_there(client, text, reviewer):
    other = make_article(by=make_editor())
    elsewhere = gate.submit(other, by=other.owner)
    row = remark(text, reviewer)
    client.force_login(reviewer)
    for name in ("answer", "settle"):
        address = reverse(f"remarks:{name}", args=[elsewhere.pk, row.pk])
        assert client.post(address, {"words": "改"}).status_code == 404
    client.force_login(make_user())
    assert client.get(reverse("remarks:text", args=[text.pk])).status_code == 403


def test_a_long_text_asks_the_database_no_more_than_a_short_one(
    text, reviewer, django_assert_max_num_queries
):
    for _time in range(12):
        services.answer(remark(text, reviewer), words="好", by=reviewer)
    with django_assert_max_num_queries(4):
        rows = queries.remarks_of(text)
        queries.sections_of(text, rows)
        assert [reply.by.username for row in rows for reply in row.answers.all()]


def test_who_only_views_reads_the_remarks_and_writes_none(client, text, reviewer):
    # given
    row = remark(text, reviewer)
    viewer = make_user()
    narrowed = {"scope": "subtree", "verbs": GrantVerbs.VIEW, "valid_from": LONG_AGO}
    Grant.objects.create(user=viewer, role=Role.SECOND_REVIEWER, unit=root_unit(), **narrowed)
    client.force_login(viewer)
    # when
    shown = client.get(reverse("remarks:text", args=[text.pk]))
    place = {"field": "body", "line": 0, "quote": "先办许可", "words": "请核对"}
    answers = [
        client.post(reverse("remarks:text", args=[text.pk]), place),
        client.post(reverse("remarks:answer", args=[text.pk, row.pk]), {"words": "改"}),
        client.post(reverse("remarks:settle", args=[text.pk, row.pk])),
    ]
    # then
    assert shown.status_code == 200
    assert "请写明依据" in shown.content.decode()
    assert "<textarea" not in shown.content.decode()
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Remark.objects.get(settled_at=None) == row
