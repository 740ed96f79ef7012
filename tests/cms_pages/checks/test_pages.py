"""The editor sees and waives what is found, the reviewer sees both, publishers keep the lists."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from cms_pages.checks.models import ListedExpression, Waiver
from cms_pages.checks.queries import check_revision
from cms_pages.gate import services as gate
from cms_pages.gate.models import Candidate
from cms_pages.models import ArticleIndexPage, ArticlePage
from core.models import AuditEntry
from support.content import make_article, make_editor, make_reviewer

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "关心残废人",
    "slug": "typed",
    "date": "2026-11-23",
    "summary": "摘要",
    "body-count": "1",
    "body-0-type": "heading",
    "body-0-order": "0",
    "body-0-deleted": "",
    "body-0-id": "",
    "body-0-value": "标题",
    "source": "望江公司",
    "responsible_editor": "周望舒",
    "tags": "",
    "audience": "internal",
    "unit": "",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
    "comments-MIN_NUM_FORMS": "0",
    "comments-MAX_NUM_FORMS": "",
    "action-submit": "1",
}
"""What the editor's form sends when a text is submitted from it."""


def _shown(answer):
    return answer.content.decode()


def _finding(page):
    checked = check_revision(page.get_latest_revision())
    return {"finding": checked.in_the_way[0].key, "digest": checked.digest}


def test_the_editor_waives_a_finding_and_the_reviewer_sees_who_and_why(client) -> None:
    # given
    page = make_article("关心残废人", text="约20人左右参加")
    client.force_login(page.owner)
    address = reverse("checks:page", args=[page.pk])

    # when
    before = client.get(address)
    nothing = client.post(reverse("checks:waive", args=[page.pk]), {**_finding(page), "reason": " "})
    done = client.post(reverse("checks:waive", args=[page.pk]), {**_finding(page), "reason": "文件原名"})
    sent = client.post(reverse("gate:submit", args=[page.pk]))

    # then
    assert "“残废人”列在敏感词表中（歧视性用语）" in _shown(before)
    assert "残疾人" in _shown(before)
    assert reverse("gate:submit", args=[page.pk]) not in _shown(before)
    assert (nothing.status_code, done.status_code, sent.status_code) == (422, 302, 302)
    assert "请填写理由，2 至 200 字。" in _shown(nothing)
    entry = AuditEntry.objects.filter(action="checks.waive", status=302).get()
    assert (entry.object_id, entry.actor_id) == (str(page.pk), page.owner_id)

    # when
    client.force_login(make_reviewer("first"))
    seen = _shown(client.get(reverse("gate:candidate", args=[Candidate.objects.get().pk])))

    # then
    waiver = Waiver.objects.get()
    assert f"{waiver.given_by.get_full_name() or waiver.given_by.username}：文件原名" in seen
    assert "“约20人左右”重复表示约数" in seen


def test_a_refused_submission_leads_to_the_findings_and_changes_nothing(client) -> None:
    # given
    page = make_article("关心残废人")
    client.force_login(page.owner)

    # when
    answer = client.post(reverse("gate:submit", args=[page.pk]))

    # then
    assert answer.status_code == 422
    assert "有 1 处问题须先修改或说明理由放行" in _shown(answer)
    assert reverse("checks:page", args=[page.pk]) in _shown(answer)
    assert not Candidate.objects.exists()
    assert AuditEntry.objects.filter(action="review.submit", status=422).count() == 1


@pytest.mark.parametrize("new", [True, False])
def test_the_admin_keeps_what_was_typed_and_shows_the_findings(client, new) -> None:
    # given
    by = make_editor()
    column = ArticleIndexPage.objects.get(slug="theory")
    page = None if new else make_article("好标题", by=by)
    client.force_login(by)
    address = (
        reverse("wagtailadmin_pages:add", args=["cms_pages", "articlepage", column.pk])
        if new
        else reverse("wagtailadmin_pages:edit", args=[page.pk])
    )

    # when
    answer = client.post(address, TYPED)

    # then
    saved = ArticlePage.objects.order_by("-pk").first()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("checks:page", args=[saved.pk])
    assert saved.get_latest_revision().content["title"] == "关心残废人"
    assert saved.current_workflow_state is None
    assert not Candidate.objects.exists()
    assert not Page.objects.get(pk=saved.pk).live


def test_a_returned_text_is_submitted_anew_from_the_admin(client) -> None:
    # given
    page = make_article()
    first = gate.submit(page, by=page.owner)
    gate.return_for_revision(first, by=make_reviewer("first"), comment="请修改")
    client.force_login(page.owner)

    # when
    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), TYPED | {"title": "关心残疾人", "slug": page.slug}
    )

    # then
    again = Candidate.objects.get(page_id=page.pk, state="open")
    assert answer.status_code == 302
    assert (again.page_title, again.next_stage) == ("关心残疾人", "first")
    first.refresh_from_db()
    assert first.state == "returned"


def test_who_may_not_edit_the_page_sees_no_findings(client) -> None:
    # given
    page = make_article("关心残废人")
    client.force_login(make_reviewer("first"))

    # when
    seen = client.get(reverse("checks:page", args=[page.pk]))
    sent = client.post(reverse("checks:waive", args=[page.pk]), {**_finding(page), "reason": "引用"})

    # then
    assert (seen.status_code, sent.status_code) == (404, 404)
    assert not Waiver.objects.exists()


def test_publishers_keep_the_lists_on_a_page(client) -> None:
    # given
    keeper = make_reviewer("final")
    client.force_login(keeper)

    # when
    bad = client.post(reverse("checks:add"), {"kind": "name", "words": "工会委员会", "other_forms": "工"})
    good = client.post(
        reverse("checks:add"), {"kind": "name", "words": "工会委员会", "other_forms": "工会委"}
    )
    row = ListedExpression.objects.get(words="工会委员会")
    shown = client.get(reverse("checks:lists"), {"list": "name"})
    gone = client.post(reverse("checks:retire", args=[row.pk]))
    client.force_login(make_editor())
    refused = client.post(reverse("checks:add"), {"kind": "office", "words": "科长"})
    seen = client.get(reverse("checks:lists"), {"list": "office"})

    # then
    assert [one.status_code for one in (bad, good, shown, gone, refused, seen)] == [
        422,
        302,
        200,
        302,
        403,
        200,
    ]
    assert 'value="工会委员会"' in _shown(bad)
    assert "工会委员会" in _shown(shown)
    row.refresh_from_db()
    assert row.retired_by == keeper
    assert "科长" not in _shown(seen)
    assert reverse("checks:add") not in _shown(seen)


def test_a_text_without_a_report_is_said_to_have_none(client) -> None:
    # given
    page = make_article()
    candidate = gate.submit(page, by=page.owner)
    later = Candidate.objects.get(pk=candidate.pk)
    later.pk, later.workflow_state_id, later.state = None, candidate.workflow_state_id + 1, "returned"
    later.save()
    client.force_login(page.owner)

    # when
    first, second = (
        _shown(client.get(reverse("gate:candidate", args=[one.pk]))) for one in (candidate, later)
    )

    # then
    assert "没有发现问题。" in first
    assert "该内容提交时尚未启用检查。" in second
