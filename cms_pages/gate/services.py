"""Submit, approve, return, release, take down, restore: the only writes that lead to `live`.

Every service locks the candidate first, so that two decisions about one text stand one after the other.
"""

import logging

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision, TaskState, WorkflowState

from accounts.models import User
from cms_pages.gate import queries, registry, signals
from cms_pages.gate.assets import assets_of
from cms_pages.gate.errors import (
    NotReviewer,
    NotSubmittable,
    NotUnderReview,
    OwnText,
    ReasonMissing,
    TextChanged,
)
from cms_pages.gate.models import (
    Approval,
    Candidate,
    GatedPage,
    Release,
    ReleaseAsset,
    TakeDown,
)
from cms_pages.gate.stages import required_stages, workflow_for
from cms_pages.gate.types import CandidateState, ReleaseState, Stage
from core.clock import now
from core.errors import NotFound
from evidence.services import append

logger = logging.getLogger(__name__)


@transaction.atomic
def submit(page: GatedPage, *, by: User) -> Candidate:
    """Submit the latest revision of a page for review and return its candidate.

    Raises NotSubmittable when there is nothing to submit, the page is under review already, or a
    revision was saved by nobody.
    """
    page = page.specific
    if page.latest_revision_id is None:
        raise NotSubmittable(_("Save the text before you submit it."))
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise NotSubmittable(_("This text is already under review."))
    if state is not None:  # returned before: the new round is a new workflow, old approvals are void
        state.cancel(user=by)
    started = workflow_for(page).start(page, by)
    return Candidate.objects.get(workflow_state_id=started.pk)


@transaction.atomic
def pin_candidate(
    *, workflow_state: WorkflowState, submitter: User | None, task_state: TaskState
) -> Candidate:
    """Return the candidate of a workflow, made at its first stage from the latest revision."""
    found = Candidate.objects.filter(workflow_state_id=workflow_state.pk).first()
    if found is not None:
        return found
    page = workflow_state.content_object.specific
    revision = page.get_latest_revision()
    if revision is None or revision.user_id is None or submitter is None:
        raise NotSubmittable(_("A text must have been saved by a person."))
    makers = _contributors(page, revision)
    candidate = Candidate.objects.create(
        page_id=page.pk,
        page_title=revision.content.get("title", page.title),
        kind=page._meta.model_name,
        revision_id=revision.pk,
        workflow_state_id=workflow_state.pk,
        digest=queries.digest_of(revision),
        stages=required_stages(page),
        author_id=makers[0],
        submitter=submitter,
        editor_id=revision.user_id,
        contributors=sorted(set(makers)),
        unit_id=revision.content.get("unit"),
    )
    registry.inspect_submission(candidate, revision)
    signals.review_requested.send(candidate_id=candidate.pk, stage=candidate.stages[0])
    return candidate


def _contributors(page: Page, revision: Revision) -> list[int]:
    last = Release.objects.filter(page_id=page.pk).order_by("-released_at").first()
    since = Revision.objects.for_instance(page).filter(pk__lte=revision.pk)
    if last is not None:
        since = since.filter(pk__gt=last.revision_id)
    makers = list(since.order_by("id").values_list("user_id", flat=True))
    if None in makers:
        raise NotSubmittable(_("A text must have been saved by a person."))
    if not makers:
        raise NotSubmittable(_("Nothing has changed since this text was last approved."))
    if last is None and page.owner_id:
        makers.insert(0, page.owner_id)
    return makers


@transaction.atomic
def approve(candidate: Candidate, *, by: User, comment: str = "") -> Candidate:
    """Pass the candidate's next stage; the last one puts exactly its revision live.

    Raises OwnText, NotReviewer, NotUnderReview, or TextChanged when the pinned text is not what it was.
    """
    candidate = lock_candidate(candidate)
    check_may_decide(candidate, by)
    registry.inspect_decision(candidate, by)
    revision = _pinned(candidate)
    stage = candidate.next_stage
    if stage is None:
        raise NotUnderReview(_("This text is not under review."))
    try:
        with transaction.atomic():
            approval = Approval.objects.create(
                candidate=candidate,
                stage=stage,
                approver=by,
                author_ref=candidate.author_id,
                submitter_ref=candidate.submitter_id,
                editor_ref=candidate.editor_id,
                comment=comment.strip(),
            )
    except IntegrityError as error:  # somebody decided this stage a moment earlier
        raise NotUnderReview(_("This stage has just been decided.")) from error
    append(
        kind="review.approval",
        facts={
            "page": candidate.page_id,
            "revision": revision.pk,
            "digest": candidate.digest,
            "stage": stage,
            "candidate": candidate.pk,
            "at": approval.at,
        },
        personal={"approver": str(by.pk)},
        by_id=by.pk,
    )
    signals.review_approved.send(candidate_id=candidate.pk, stage=stage)
    state = WorkflowState.objects.select_related("current_task_state").get(pk=candidate.workflow_state_id)
    state.current_task_state.specific.approve(user=by, comment=comment.strip())
    candidate = lock_candidate(candidate)
    if candidate.state == CandidateState.OPEN and candidate.next_stage:
        signals.review_requested.send(candidate_id=candidate.pk, stage=candidate.next_stage)
    return candidate


@transaction.atomic
def return_for_revision(candidate: Candidate, *, by: User, comment: str) -> Candidate:
    """Send the text back to its author with a reason; its approvals so far are void."""
    candidate = lock_candidate(candidate)
    check_may_decide(candidate, by)
    registry.inspect_decision(candidate, by)
    if not comment.strip():
        raise ReasonMissing(
            _("Say what is to be changed."), fields={"comment": _("Say what is to be changed.")}
        )
    candidate.state = CandidateState.RETURNED
    candidate.decided_at = now()
    candidate.returned_by = by
    candidate.return_reason = comment.strip()
    candidate.save(update_fields=["state", "decided_at", "returned_by", "return_reason"])
    state = WorkflowState.objects.select_related("current_task_state").get(pk=candidate.workflow_state_id)
    state.current_task_state.specific.reject(user=by, comment=comment.strip())
    signals.review_returned.send(candidate_id=candidate.pk)
    return candidate


@transaction.atomic
def withdraw(*, workflow_state_id: int) -> None:
    """Mark the candidate of a cancelled workflow as withdrawn."""
    Candidate.objects.filter(workflow_state_id=workflow_state_id, state=CandidateState.OPEN).update(
        state=CandidateState.WITHDRAWN, decided_at=now()
    )


@transaction.atomic
def release(workflow_state: WorkflowState, *, by: User) -> Release:
    """Put the approved revision live; called only when a workflow finishes.

    Checks anew, in code: the candidate is open, each of its stages was passed by another person, none
    of whom made the text, and the revision still has the approved digest.
    """
    candidate = Candidate.objects.select_for_update().filter(workflow_state_id=workflow_state.pk).first()
    if candidate is None or candidate.state != CandidateState.OPEN:
        raise NotUnderReview(_("This text is not under review."))
    revision = _pinned(candidate)
    approvals = list(candidate.approvals.all())
    page = workflow_state.content_object.specific
    needed = set(candidate.stages) | {Stage.FINAL.value}
    if {approval.stage for approval in approvals} != needed:
        raise NotReviewer(_("Not every stage of review has been passed."))
    approvers = {approval.approver_id for approval in approvals}
    if len(approvers) != len(approvals) or approvers & candidate.makers:
        raise OwnText(_("Nobody reviews a text of his own."))
    permit = Release.objects.create(
        page_id=page.pk, revision_id=revision.pk, digest=candidate.digest, candidate=candidate
    )
    ReleaseAsset.objects.bulk_create(
        [
            ReleaseAsset(release=permit, kind=a.kind, object_id=a.pk, sha256=a.sha256)
            for a in assets_of(revision)
        ]
    )
    candidate.state = CandidateState.RELEASED
    candidate.decided_at = now()
    candidate.save(update_fields=["state", "decided_at"])
    append(
        kind="review.release",
        facts={
            "page": page.pk,
            "revision": revision.pk,
            "digest": candidate.digest,
            "candidate": candidate.pk,
            "stages": candidate.stages,
        },
        personal={},
        by_id=by.pk,
    )
    revision.publish(user=by, skip_permission_checks=True)
    return permit


@transaction.atomic
def note_live(page: Page, revision: Revision) -> None:
    """Record that a released revision went live: end the page's other releases, project, announce.

    A revision that is released for a later hour is not live yet: until then the old text stays.
    """
    if not page.live:
        return
    Release.objects.filter(page_id=page.pk, state=ReleaseState.OPEN).exclude(revision_id=revision.pk).update(
        state=ReleaseState.ENDED, ended_at=now()
    )
    registry.project_release(page.specific)
    signals.page_published.send(page_id=page.pk, revision_id=revision.pk, kind=page.specific._meta.model_name)


@transaction.atomic
def note_hidden(page: Page) -> None:
    """Record that a page is no longer live: its releases end, its projections go."""
    Release.objects.filter(page_id=page.pk, state=ReleaseState.OPEN).update(
        state=ReleaseState.ENDED, ended_at=now()
    )
    registry.project_take_down(page.specific)
    signals.page_taken_down.send(page_id=page.pk, kind=page.specific._meta.model_name)


@transaction.atomic
def take_down(page: Page, *, by: User, reason: str) -> TakeDown:
    """Take a page down at once, live or released for a later hour; needs a publisher and a reason."""
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    if not queries.reviews_here(by, Stage.FINAL, page.unit_id):
        raise NotReviewer(_("Only a publisher of this unit may take a page down."))
    if not reason.strip():
        raise ReasonMissing(_("Give the reason."), fields={"reason": _("Give the reason.")})
    permit = queries.current_release_of(page.pk)
    if permit is None:
        raise NotUnderReview(_("This page is not live."))
    record = TakeDown.objects.create(page_id=page.pk, release=permit, by=by, reason=reason.strip())
    append(
        kind="review.take_down",
        facts={"page": page.pk, "revision": permit.revision_id, "reason": record.reason},
        personal={},
        by_id=by.pk,
    )
    if page.live:
        UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    else:
        Release.objects.filter(page_id=page.pk, state=ReleaseState.OPEN).update(
            state=ReleaseState.ENDED, ended_at=now()
        )
        Revision.objects.for_instance(page).update(approved_go_live_at=None)
    return record


@transaction.atomic
def hide_unapproved() -> list[queries.UnapprovedPage]:
    """Take down every live page that did not pass the gate, or whose text is not the approved one.

    Nothing gets there by the program; a restored dump or the owner of the database may put it there.
    Returns what was found; each finding leaves an evidence entry and is announced.
    """
    found = {row.page_id: row for row in [*queries.unapproved_live_objects(), *queries.changed_live_texts()]}
    for row in found.values():
        page = Page.objects.select_for_update().get(pk=row.page_id)
        # Not by saving the page: the guard would first refuse the text that is to be hidden.
        Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
        append(
            kind="review.unapproved_found",
            facts={"page": page.pk, "revision": row.revision_id},
            personal={},
            by_id=None,
        )
        note_hidden(page)
        signals.unapproved_found.send(page_id=page.pk)
        logger.error("gate.unapproved_found", extra={"page": page.pk, "revision": row.revision_id})
    return list(found.values())


@transaction.atomic
def restore(record: TakeDown, *, by: User) -> Release:
    """Put the last approved revision of a page back; needs a publisher other than who took it down."""
    record = TakeDown.objects.select_for_update().select_related("release").get(pk=record.pk)
    page = Page.objects.get(pk=record.page_id).specific
    if record.restored_at is not None or page.live:
        raise NotUnderReview(_("This page has been put back already."))
    if record.by_id == by.pk:
        raise OwnText(_("Another publisher must put the page back."))
    if not queries.reviews_here(by, Stage.FINAL, page.unit_id):
        raise NotReviewer(_("Only a publisher of this unit may put a page back."))
    permit = record.release
    revision = Revision.objects.get(pk=permit.revision_id)
    if queries.digest_of(revision) != permit.digest:
        raise TextChanged(_("The text is not the one that was approved."))
    # In this order: the database opens a release again only once the record names the second person.
    record.restored_by, record.restored_at = by, now()
    record.save(update_fields=["restored_by", "restored_at"])
    permit.state, permit.ended_at = ReleaseState.OPEN, None
    permit.save(update_fields=["state", "ended_at"])
    append(
        kind="review.restore",
        facts={"page": page.pk, "revision": permit.revision_id},
        personal={},
        by_id=by.pk,
    )
    revision.publish(user=by, skip_permission_checks=True)
    return permit


def lock_candidate(candidate: Candidate) -> Candidate:
    """Return a candidate as it is now, locked until the end of the transaction."""
    found = Candidate.objects.select_for_update(of=("self",)).filter(pk=candidate.pk).first()
    if found is None:
        raise NotFound(_("There is no such text."))
    return found


def _pinned(candidate: Candidate) -> Revision:
    revision = Revision.objects.filter(pk=candidate.revision_id).first()
    if revision is None or queries.digest_of(revision) != candidate.digest:
        raise TextChanged(_("The text has changed since it was submitted. Submit it again."))
    return revision


def check_may_decide(candidate: Candidate, user: User) -> None:
    """Refuse, by its reason, whoever may not decide the candidate's present stage."""
    reason = queries.why_not(candidate, user)
    if reason == "own_text":
        logger.warning("gate.own_text_refused", extra={"candidate": candidate.pk, "user": user.pk})
        raise OwnText(_("You cannot review a text of your own."))
    if reason == "not_reviewer":
        raise NotReviewer(_("You are not a reviewer of this stage here."))
    if reason:
        raise NotUnderReview(_("This text is not under review."))
