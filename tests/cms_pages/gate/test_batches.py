"""Many texts in one review: each is decided as it was listed, what changed is left out."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from cms_pages.gate import batches, queries
from cms_pages.gate.models import Approval, Batch, Candidate
from support.content import make_article, make_editor, make_reviewer
from support.gate import lifted_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts():
    """Return three drafts of the news column."""
    return [make_article(f"动态{number}", column="news") for number in range(3)]


def test_three_people_pass_a_column(drafts, capsys):
    # given
    submitter = make_editor("submitter")
    people = {stage: make_reviewer(stage) for stage in ("first", "second", "final")}
    # when
    call_command("review_batch", "submit", "news", "--by", submitter.username, "--title", "十一月动态")
    batch = Batch.objects.get()
    for stage, person in people.items():
        assert not Page.objects.filter(live=True, depth__gt=1).exists()
        call_command("review_batch", "approve", str(batch.pk), "--stage", stage, "--by", person.username)
    # then
    assert Page.objects.filter(live=True, depth__gt=1).count() == 3
    assert queries.unapproved_live_objects() == []
    assert queries.changed_live_texts() == []
    assert "texts 3, done 3, left out 0" in capsys.readouterr().out
    call_command("review_batch", "status", str(batch.pk))
    listed = capsys.readouterr().out
    for candidate in Candidate.objects.filter(batch=batch):
        assert candidate.digest in listed


def test_changed_text_is_left_out_and_named(drafts, capsys):
    # given
    batch = batches.open_batch(title="动态", by=make_editor())
    list(batches.submit_batch(batch, pages=drafts, by=batch.submitted_by))
    changed = Candidate.objects.get(page_id=drafts[1].pk)
    revision = Revision.objects.get(pk=changed.revision_id)
    with lifted_triggers():
        Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"title": "换过的字"})
    # when
    outcomes = list(batches.approve_batch(batch, by=make_reviewer("first"), stage="first"))
    # then
    assert [(outcome.page_id, outcome.done, outcome.code) for outcome in outcomes] == [
        (drafts[0].pk, True, ""),
        (drafts[1].pk, False, "text_changed"),
        (drafts[2].pk, True, ""),
    ]
    assert Approval.objects.count() == 2


def test_own_texts_in_a_batch_are_left_out(drafts):
    # given: the reviewer wrote one of the three
    reviewer = make_reviewer("first")
    drafts[0].save_revision(user=reviewer)
    batch = batches.open_batch(title="动态", by=make_editor())
    list(batches.submit_batch(batch, pages=drafts, by=batch.submitted_by))
    # when
    outcomes = list(batches.approve_batch(batch, by=reviewer, stage="first"))
    # then
    assert [outcome.code for outcome in outcomes] == ["own_text", "", ""]


def test_who_submitted_the_batch_passes_nothing_of_it(drafts):
    # given
    submitter = make_reviewer("first")
    call_command("review_batch", "submit", "news", "--by", submitter.username)
    # when / then
    with pytest.raises(CommandError):
        call_command(
            "review_batch",
            "approve",
            str(Batch.objects.get().pk),
            "--stage",
            "first",
            "--by",
            submitter.username,
        )
    assert Approval.objects.count() == 0


def test_stage_out_of_its_order_passes_nothing(drafts):
    batch = batches.open_batch(title="动态", by=make_editor())
    list(batches.submit_batch(batch, pages=drafts, by=batch.submitted_by))
    outcomes = list(batches.approve_batch(batch, by=make_reviewer("final"), stage="final"))
    assert {outcome.code for outcome in outcomes} == {"another_stage"}
    assert Approval.objects.count() == 0


def test_texts_under_review_are_not_taken_into_another_batch(drafts):
    # given
    user = make_editor("submitter")
    call_command("review_batch", "submit", "news", "--by", "submitter")
    # when / then
    with pytest.raises(CommandError):
        call_command("review_batch", "submit", "news", "--by", user.username)
    assert Candidate.objects.count() == 3
