"""Comments below a text: opened by a publisher, read before they are shown, reportable, one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms_pages.checks.models import ListKind
from cms_pages.checks.services import add_expression
from cms_pages.comments import services
from cms_pages.comments.errors import Closed, Decided, TooManyWaiting
from cms_pages.comments.models import Comment, Report
from cms_pages.comments.types import CommentState
from cms_pages.gate import services as gate
from core import outbox
from core.errors import Invalid, NotFound, Refused
from evidence.models import Entry
from organization.types import Role
from outreach.models import Notice
from support.content import make_article, put_live, root_unit
from support.people import make_unit, make_user, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F046")]


@pytest.fixture
def publisher():
    return make_user_with_role(Role.FINAL_REVIEWER, root_unit())


@pytest.fixture
def article(publisher):
    """Return a live text that takes comments."""
    page = put_live(make_article("学习体会", audience="public"))
    services.switch(page, is_open=True, by=publisher)
    return page


def read_by(client, user, page):
    """Return what a user reads on the page of the text itself."""
    client.logout()
    if user is not None:
        client.force_login(user)
    return client.get(page.url).content.decode()


def test_a_comment_is_read_by_a_publisher_before_others_see_it(client, article, publisher):
    # given
    author, other = make_user("yue.shi"), make_user("other")
    place = reverse("comments:page", args=[article.pk])
    # when
    client.force_login(author)
    assert client.post(place, {"words": "第二部分讲得很清楚"}).status_code == 302
    # then: only its author and publishers see it
    assert "第二部分讲得很清楚" in read_by(client, author, article)
    assert "第二部分讲得很清楚" not in read_by(client, other, article)
    assert "第二部分讲得很清楚" not in client.get(place).content.decode()
    # when
    client.force_login(publisher)
    row = Comment.objects.get()
    assert "第二部分讲得很清楚" in client.get(reverse("moderation:waiting")).content.decode()
    client.post(reverse("moderation:decide", args=[row.pk]), {"show": "1"})
    # then
    assert "第二部分讲得很清楚" in read_by(client, other, article)
    assert "第二部分讲得很清楚" in client.get(place).content.decode()
    signed_out = read_by(client, None, article)
    assert "第二部分讲得很清楚" not in signed_out
    assert author.get_full_name() not in signed_out
    assert reverse("accounts:login") in signed_out
    assert Entry.objects.filter(kind="comment.decision").count() == 1


def test_what_is_not_shown_comes_back_with_the_reason(client, article, publisher):
    # given
    author, other = make_user("author"), make_user("other")
    row = services.comment(article, words="求购二手车", by=author)
    address = reverse("moderation:decide", args=[row.pk])
    client.force_login(publisher)
    # when / then: without a reason nothing is decided, and the list comes back with the field
    answer = client.post(address, {"show": "0", "reason": " "})
    assert answer.status_code == 422
    assert 'id="reason-' in answer.content.decode()
    assert Comment.objects.get().state == CommentState.WAITING
    # when
    client.post(address, {"show": "0", "reason": "与文章无关"})
    outbox.drain()
    # then
    assert "与文章无关" in read_by(client, author, article)
    assert "求购二手车" not in read_by(client, other, article)
    notice = Notice.objects.get(recipient=author)
    assert "与文章无关" in notice.body
    with pytest.raises(Decided):
        services.decide(row, show=True, reason="", by=publisher)


def test_a_reported_comment_stands_until_a_publisher_takes_it_away(client, article, publisher):
    # given
    author, reader = make_user("author"), make_user("reader")
    row = services.comment(article, words="某某处长电话是一三八", by=author)
    services.decide(row, show=True, reason="", by=publisher)
    other = services.comment(article, words="还没有读", by=reader)
    address = reverse("comments:report", args=[article.pk, row.pk])
    # when
    client.force_login(reader)
    assert client.post(address, {"words": "没有选原因"}).status_code == 422
    assert client.post(address, {"reason": "private", "words": "写了别人的电话"}).status_code == 302
    assert client.post(address, {"reason": "false", "words": "写了别人的电话"}).status_code == 302
    # then: one report, on top of the list, without a name
    assert [report.reason for report in Report.objects.all()] == ["false"]
    assert "某某处长" in read_by(client, reader, article)
    client.force_login(publisher)
    told = client.get(reverse("moderation:waiting")).content.decode()
    assert told.index(f"comment-{row.pk}") < told.index(f"comment-{other.pk}")
    assert "写了别人的电话" in told
    report_part = told[told.index(f"comment-{row.pk}") : told.index(f"comment-{other.pk}")]
    assert reader.get_full_name() not in report_part
    # when
    services.decide(row, show=False, reason="透露他人电话", by=publisher)
    # then
    assert "某某处长" not in read_by(client, reader, article)
    assert not Report.objects.filter(settled_at=None).exists()
    with pytest.raises(Decided):
        services.report(row, reason="other", words="", by=reader)


def test_a_report_that_is_not_followed_leaves_the_comment_and_tells_nobody(article, publisher):
    author, reader = make_user("author"), make_user("reader")
    row = services.comment(article, words="讲得清楚", by=author)
    services.decide(row, show=True, reason="", by=publisher)
    outbox.drain()
    services.report(row, reason="other", words="", by=reader)
    services.decide(row, show=True, reason="", by=publisher)
    outbox.drain()
    row.refresh_from_db()
    assert row.state == CommentState.SHOWN
    assert Notice.objects.filter(recipient=author).count() == 1
    with pytest.raises(Decided):
        services.decide(row, show=False, reason="无人再报", by=publisher)


def test_of_a_withdrawn_comment_no_words_are_kept(client, article, publisher):
    author, other = make_user("author"), make_user("other")
    row = services.comment(article, words="写错了的话", by=author)
    services.decide(row, show=True, reason="", by=publisher)
    with pytest.raises(Refused):
        services.withdraw(row, by=other)
    client.force_login(author)
    client.post(reverse("comments:withdraw", args=[article.pk, row.pk]))
    row.refresh_from_db()
    assert (row.state, row.words) == (CommentState.WITHDRAWN, "")
    assert "写错了的话" not in read_by(client, other, article)


def test_nobody_decides_or_reports_their_own(article, publisher):
    row = services.comment(article, words="自己写的", by=publisher)
    with pytest.raises(Refused):
        services.decide(row, show=True, reason="", by=publisher)
    second = make_user_with_role(Role.FINAL_REVIEWER, root_unit())
    services.decide(row, show=True, reason="", by=second)
    with pytest.raises(Refused):
        services.report(row, reason="other", words="", by=publisher)


def test_publishers_of_another_unit_neither_see_nor_decide_nor_switch(client):
    # given: the text of one branch, the publisher of another
    here, there = make_unit("一支部", parent=root_unit()), make_unit("二支部", parent=root_unit())
    mine, theirs = (make_user_with_role(Role.FINAL_REVIEWER, unit) for unit in (here, there))
    page = put_live(make_article("支部动态", unit=here))
    services.switch(page, is_open=True, by=mine)
    row = services.comment(page, words="办得好", by=make_user("reader"))
    client.force_login(theirs)
    assert "办得好" not in client.get(reverse("moderation:waiting")).content.decode()
    assert client.post(reverse("moderation:decide", args=[row.pk]), {"show": "1"}).status_code == 404
    assert client.post(reverse("comments:switch", args=[page.pk]), {"open": "0"}).status_code == 403
    with pytest.raises(NotFound):
        services.decide(row, show=True, reason="", by=theirs)
    client.force_login(mine)
    assert "办得好" in client.get(reverse("moderation:waiting")).content.decode()


def test_closed_means_closed_and_what_was_shown_stays(client, article, publisher):
    reader = make_user("reader")
    row = services.comment(article, words="留下的话", by=reader)
    services.decide(row, show=True, reason="", by=publisher)
    client.force_login(publisher)
    client.post(reverse("comments:switch", args=[article.pk]), {"open": "0"})
    client.force_login(reader)
    answer = client.post(reverse("comments:page", args=[article.pk]), {"words": "还想说"})
    assert answer.status_code == 422
    assert "还想说" not in [row.words for row in Comment.objects.all()]
    assert "留下的话" in read_by(client, reader, article)
    with pytest.raises(Closed):
        services.comment(article, words="还想说", by=reader)


def test_a_text_that_never_took_comments_shows_nothing_of_them(client):
    page = put_live(make_article("通知", audience="public"))
    assert 'id="comments"' not in read_by(client, make_user("reader"), page)


def test_a_comment_that_is_too_long_or_one_too_many_keeps_what_was_written(client, article):
    reader = make_user("reader")
    client.force_login(reader)
    place = reverse("comments:page", args=[article.pk])
    answer = client.post(place, {"words": "长" * 501})
    assert answer.status_code == 422
    assert "长" * 501 in answer.content.decode()
    with pytest.raises(Invalid):
        services.comment(article, words=" ", by=reader)
    for number in range(services.MOST_WAITING):
        services.comment(article, words=f"第{number}条", by=reader)
    with pytest.raises(TooManyWaiting):
        services.comment(article, words="再来一条", by=reader)
    answer = client.post(place, {"words": "再来一条"})
    assert answer.status_code == 422
    assert "再来一条" in answer.content.decode()


def test_nothing_is_read_or_written_below_a_text_that_was_taken_down(client, article, publisher):
    reader = make_user("reader")
    row = services.comment(article, words="留下的话", by=reader)
    services.decide(row, show=True, reason="", by=publisher)
    gate.take_down(article, by=publisher, reason="有误")
    client.force_login(reader)
    place = reverse("comments:page", args=[article.pk])
    assert client.get(place).status_code == 404
    assert client.post(place, {"words": "还在吗"}).status_code == 404


def test_a_publisher_sees_what_the_lists_know_in_a_comment(client, article, publisher):
    add_expression(kind=ListKind.TERM, words="内部消息", category="other", by=publisher)
    services.comment(article, words="听说有内 部 消 息", by=make_user("reader"))
    client.force_login(publisher)
    assert "内 部 消 息" in client.get(reverse("moderation:waiting")).content.decode().split("chip", 1)[1]


def test_a_long_discussion_is_turned_page_by_page_in_as_many_queries(client, article, publisher):
    # given
    reader = make_user("reader")
    place = reverse("comments:page", args=[article.pk])

    def fill(number):
        Comment.objects.bulk_create(
            Comment(
                page=article,
                user=reader,
                words=f"第{n:03}条",
                state="shown",
                decided_by=publisher,
                decided_at=article.first_published_at,
            )
            for n in range(number)
        )

    fill(3)
    client.force_login(reader)
    client.get(place)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(place)
    fill(30)
    with CaptureQueriesContext(connection) as many:
        first = client.get(place)
    # then
    assert len(many) == len(few)
    comments = first.context["comments"]
    seen = [row.pk for row in comments.rows]
    second = client.get(place, {"before": comments.next}).context["comments"]
    seen += [row.pk for row in second.rows]
    assert seen == sorted(Comment.objects.values_list("pk", flat=True), reverse=True)
    assert second.next is None


def test_the_api_tells_and_takes_what_the_page_does(client, article, publisher):
    # given
    author, reader = make_user("author"), make_user("reader")
    place = f"/api/v1/articles/{article.pk}/comments"
    client.force_login(author)
    # when
    made = client.post(place, {"words": "讲得清楚"}, content_type="application/json")
    # then: it waits, and stands in the author's answer only
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    client.force_login(reader)
    assert client.get(place).json() == {"is_open": True, "items": [], "next": None}
    # when
    services.decide(Comment.objects.get(), show=True, reason="", by=publisher)
    # then
    told = client.get(place).json()["items"]
    assert [(row["words"], row["author"], row["own"]) for row in told] == [
        ("讲得清楚", author.get_full_name(), False)
    ]
    reports = f"{place}/{told[0]['id']}/reports"
    wrong = client.post(reports, {"reason": "because"}, content_type="application/json")
    assert wrong.status_code == 422
    assert client.post(reports, {"reason": "false"}, content_type="application/json").status_code == 204
    assert Report.objects.get().user == reader
    client.force_login(author)
    assert client.delete(f"{place}/{told[0]['id']}").status_code == 204
    assert client.get(place).json()["items"] == []
