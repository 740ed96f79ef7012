"""The emergency correction: two people, a reason, and those who passed the live text are told."""

import pytest
from django.urls import reverse

from cms_pages.gate import corrections, queries, services
from cms_pages.gate.errors import NotSubmittable, OwnText, ReasonMissing
from cms_pages.gate.models import Approval, Candidate, EmergencyCorrection
from core import outbox
from core.models import AuditEntry
from evidence.models import Entry
from outreach.models import Notice
from support.content import make_article, make_editor, make_reviewer, publish

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F015")]
REASON = "第二段的日期写错"


@pytest.fixture
def live():
    return publish(make_article("检修通知"))


def changed(page, by=None, title="检修通知（更正）"):
    """Save another text of a live page."""
    draft = page.get_latest_revision_as_object()
    draft.title = title
    draft.save_revision(user=by or page.owner)
    page.refresh_from_db()
    return page


def test_two_people_correct_a_live_text_and_its_reviewers_are_told(live):
    # given
    passed = set(Approval.objects.values_list("approver_id", flat=True))
    publisher = make_reviewer("final")
    # when
    candidate = corrections.submit_correction(changed(live), by=live.owner, reason=REASON)
    assert candidate.stages == ["final"]
    candidate = services.approve(candidate, by=publisher)
    outbox.drain()
    # then
    live.refresh_from_db()
    assert (live.live, live.title) == (True, "检修通知（更正）")
    assert queries.unapproved_live_objects() == [] == queries.changed_live_texts()
    told = Notice.objects.filter(kind="corrected")
    assert set(told.values_list("recipient_id", flat=True)) == passed
    assert set(told.values_list("body", flat=True)) == {REASON}
    assert Entry.objects.filter(kind="review.emergency").count() == 1


def test_who_changed_the_text_does_not_pass_the_correction(live):
    publisher = make_reviewer("final")
    changed(live, by=publisher)
    candidate = corrections.submit_correction(changed(live, title="又改"), by=live.owner, reason=REASON)
    with pytest.raises(OwnText):
        services.approve(candidate, by=publisher)


def test_the_next_change_passes_every_stage_again(live):
    candidate = corrections.submit_correction(changed(live), by=live.owner, reason=REASON)
    services.approve(candidate, by=make_reviewer("final"))
    live.refresh_from_db()
    ordinary = services.submit(changed(live, title="以后的修改"), by=live.owner)
    assert ordinary.stages == ["first", "second", "final"]


@pytest.mark.parametrize("reason", ["", "   ", "长" * 501])
def test_a_correction_needs_words(live, reason):
    with pytest.raises(ReasonMissing):
        corrections.submit_correction(changed(live), by=live.owner, reason=reason)
    assert not EmergencyCorrection.objects.exists()


def test_only_a_changed_live_text_is_corrected(live):
    never_live = make_article()
    for page in (never_live, live):
        with pytest.raises(NotSubmittable):
            corrections.submit_correction(page, by=page.owner, reason=REASON)
    services.submit(changed(live), by=live.owner)
    with pytest.raises(NotSubmittable):
        corrections.submit_correction(live, by=live.owner, reason=REASON)
    services.take_down(live, by=make_reviewer("final"), reason="有误")
    assert not EmergencyCorrection.objects.exists()


def test_by_form_a_refusal_keeps_the_words_and_the_desk_shows_why(client, live):
    # given
    changed(live)
    client.force_login(live.owner)
    address = reverse("gate:correct", args=[live.pk])
    # when
    refused = client.post(address, {"reason": "长" * 501})
    # then
    assert refused.status_code == 422
    assert "长" * 501 in refused.content.decode()
    # when
    assert client.post(address, {"reason": REASON}).status_code == 302
    # then
    candidate = Candidate.objects.get(state="open")
    client.force_login(make_reviewer("final"))
    assert REASON in client.get(reverse("gate:candidate", args=[candidate.pk])).content.decode()
    assert AuditEntry.objects.filter(action="review.correct").count() == 2
    # when: nobody but who may edit the page
    client.force_login(make_reviewer("first"))
    assert client.post(address, {"reason": REASON}).status_code == 404


def test_another_editor_who_may_edit_submits_too(live):
    other = make_editor()
    candidate = corrections.submit_correction(changed(live), by=other, reason=REASON)
    assert candidate.submitter == other
    with pytest.raises(OwnText):
        services.approve(candidate, by=live.owner)
