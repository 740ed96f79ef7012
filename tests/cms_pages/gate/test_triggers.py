"""What passes round the program is refused by the database itself."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from wagtail.models import Page, Revision

from accounts.models import User
from cms_pages.gate import queries, services, triggers
from cms_pages.gate.models import Approval, Candidate, Release
from cms_pages.models import ArticlePage
from core.clock import now
from evidence.models import Entry
from outreach.models import Notice
from outreach.types import NoticeKind
from support.content import make_article, make_reviewer, publish
from support.gate import lifted_triggers

pytestmark = pytest.mark.django_db


def _submitted(title="送审稿"):
    page = make_article(title)
    return services.submit(page, by=page.owner)


def _approve(candidate, *stages):
    for stage in stages:
        services.approve(candidate, by=make_reviewer(stage))


def _sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _forged_release(page, candidate):
    return Release.objects.create(
        page_id=page.pk, revision_id=candidate.revision_id, digest=candidate.digest, candidate=candidate
    )


def _insert_live(live):
    row = Page.objects.get(pk=live.pk)
    row.pk, row.path, row.slug = None, live.path[:-4] + "00ZZ", "inserted"
    row.translation_key = "00000000-0000-4000-8000-000000000001"
    Page.objects.bulk_create([row])


def _reopen(live):
    release = Release.objects.get(page_id=live.pk)
    services.take_down(live, by=make_reviewer("final"), reason="有误")
    Release.objects.filter(pk=release.pk).update(state="open")


DOORS = {
    "update a draft to live": lambda live, draft: Page.objects.filter(pk=draft.pk).update(live=True),
    "SQL sets a draft live": lambda live, draft: _sql(
        "UPDATE wagtailcore_page SET live = %s WHERE id = %s", True, draft.pk
    ),
    "update the title of a live page": lambda live, draft: Page.objects.filter(pk=live.pk).update(title="改"),
    "swap the live revision": lambda live, draft: Page.objects.filter(pk=live.pk).update(
        live_revision=draft.latest_revision_id
    ),
    "empty the live revision": lambda live, draft: Page.objects.filter(pk=live.pk).update(live_revision=None),
    "make a live page an alias": lambda live, draft: Page.objects.filter(pk=live.pk).update(
        alias_of=draft.pk
    ),
    "bulk_create a live page": lambda live, draft: _insert_live(live),
    "release what two people passed": lambda live, draft: _two_of_three(draft),
    "release another revision": lambda live, draft: Release.objects.filter(page_id=live.pk).update(
        revision_id=draft.latest_revision_id
    ),
    "open an ended release again": lambda live, draft: _reopen(live),
    "delete a release": lambda live, draft: _sql("DELETE FROM cms_pages_release WHERE page_id = %s", live.pk),
    "rewrite a submitted revision": lambda live, draft: Revision.objects.filter(
        pk=live.live_revision_id
    ).update(content={"title": "改"}),
    "schedule a draft": lambda live, draft: Revision.objects.filter(pk=draft.latest_revision_id).update(
        approved_go_live_at=now()
    ),
    "pin another revision": lambda live, draft: Candidate.objects.filter(page_id=live.pk).update(
        revision_id=draft.latest_revision_id
    ),
    "ask for fewer stages afterwards": lambda live, draft: Candidate.objects.filter(page_id=live.pk).update(
        stages=["final"]
    ),
    "forget who made the text": lambda live, draft: Candidate.objects.filter(page_id=live.pk).update(
        contributors=[]
    ),
    "change who approved": lambda live, draft: Approval.objects.update(approver=draft.owner),
    "delete a live row": lambda live, draft: _sql("DELETE FROM wagtailcore_page WHERE id = %s", live.pk),
}


def _two_of_three(draft):
    candidate = services.submit(draft, by=draft.owner)
    _approve(candidate, "first", "second")
    _forged_release(draft, candidate)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.capability("F015")
def test_database_keeps_the_door_closed(door):
    # given
    live, draft = publish(make_article("已发布")), make_article("草稿")
    before = list(Page.objects.filter(live=True).values_list("pk", "title", "live_revision_id"))
    # when
    with pytest.raises(IntegrityError), transaction.atomic():
        DOORS[door](live, draft)
    # then
    assert list(Page.objects.filter(live=True).values_list("pk", "title", "live_revision_id")) == before
    assert queries.unapproved_live_objects() == []


def test_release_over_an_approval_of_ones_own_text_is_refused():
    # given: the four-eyes constraint of the approval row is met by a contributor
    candidate = _submitted()
    Page.objects.get(pk=candidate.page_id)
    helper = make_reviewer("second")
    with lifted_triggers():
        Candidate.objects.filter(pk=candidate.pk).update(contributors=[candidate.author_id, helper.pk])
    for stage, person in (
        ("first", make_reviewer("first")),
        ("second", helper),
        ("final", make_reviewer("final")),
    ):
        Approval.objects.create(
            candidate=candidate,
            stage=stage,
            approver=person,
            author_ref=candidate.author_id,
            submitter_ref=candidate.submitter_id,
            editor_ref=candidate.editor_id,
        )
    # when / then
    with pytest.raises(IntegrityError), transaction.atomic():
        _forged_release(Page.objects.get(pk=candidate.page_id), candidate)
    assert not Release.objects.filter(candidate=candidate).exists()


def test_put_back_opens_the_release_again():
    # given
    page = publish(make_article())
    record = services.take_down(page, by=make_reviewer("final"), reason="有误")
    # when
    services.restore(record, by=make_reviewer("final"))
    # then
    assert Page.objects.get(pk=page.pk).live
    assert Release.objects.get(page_id=page.pk).state == "open"


def test_live_page_is_deleted_only_after_its_take_down():
    # given
    page = publish(make_article())
    # when
    with pytest.raises(PermissionDenied), transaction.atomic():
        Page.objects.get(pk=page.pk).delete()
    # then
    assert Page.objects.filter(pk=page.pk, live=True).exists()
    services.take_down(page, by=make_reviewer("final"), reason="有误")
    Page.objects.get(pk=page.pk).delete()
    assert not ArticlePage.objects.filter(pk=page.pk).exists()


def test_nobody_is_offered_to_delete_a_live_page():
    # given
    page, draft = publish(make_article()), make_article("草稿")
    root = User.objects.create(username="root", is_superuser=True, is_staff=True)
    # then
    assert not page.permissions_for_user(root).can_delete()
    assert draft.permissions_for_user(root).can_delete()


def test_missing_trigger_is_named():
    # given
    assert triggers.missing_triggers() == []
    with lifted_triggers():
        # when / then
        assert set(triggers.missing_triggers()) == {
            rule.name for rule in triggers.rules_for(connection.vendor)
        }
        with pytest.raises(CommandError):
            call_command("check_publication")
    call_command("check_publication")


def test_what_is_found_live_without_approval_is_hidden_and_told(drain_outbox):
    # given
    publisher = make_reviewer("final")
    good, forged, altered = (
        publish(make_article("好")),
        make_article("没有审过"),
        publish(make_article("原题")),
    )
    with lifted_triggers():
        Page.objects.filter(pk=forged.pk).update(live=True)
        ArticlePage.objects.filter(pk=altered.pk).update(summary="库里改过")
    # when
    found = services.hide_unapproved()
    drain_outbox()
    # then
    assert {row.page_id for row in found} == {forged.pk, altered.pk}
    assert list(ArticlePage.objects.filter(live=True).values_list("pk", flat=True)) == [good.pk]
    assert Entry.objects.filter(kind="review.unapproved_found").count() == 2
    told = Notice.objects.filter(recipient=publisher, kind=NoticeKind.UNAPPROVED)
    assert sorted(told.values_list("title", flat=True)) == ["原题", "没有审过"]
    assert services.hide_unapproved() == []


def test_check_takes_down_when_asked(capsys):
    # given
    page = make_article("没有审过")
    with lifted_triggers():
        Page.objects.filter(pk=page.pk).update(live=True)
    # when
    with pytest.raises(CommandError):
        call_command("check_publication", "--take-down")
    # then
    assert f"taken down: page {page.pk}" in capsys.readouterr().out
    call_command("check_publication")
