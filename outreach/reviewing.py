"""What the publishing gate means for people: who has to review, revise, or be told.

Every function looks at what is true now and can be called again; the order in which the news of one
text arrives does not matter.
"""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from accounts.models import User
from cms_pages.claims import queries as claims
from cms_pages.claims.models import StageClaim
from cms_pages.gate import queries as gate
from cms_pages.gate.corrections import correction_of
from cms_pages.gate.models import Candidate, Release, TakeDown
from cms_pages.gate.types import SUBJECT_OF_STAGE, CandidateState, Stage
from core import clock
from organization.authority import users_allowed
from organization.types import Verb
from outreach import services
from outreach.models import Todo
from outreach.types import NoticeKind, TodoKind

KIND_OF_STAGE = {
    Stage.FIRST.value: TodoKind.FIRST_REVIEW,
    Stage.SECOND.value: TodoKind.SECOND_REVIEW,
    Stage.FINAL.value: TodoKind.FINAL_REVIEW,
}


def _subject(candidate: Candidate, stage: str) -> str:
    """A batch is one piece of work, however many texts it holds."""
    return f"batch:{candidate.batch_id}:{stage}" if candidate.batch_id else f"review:{candidate.pk}:{stage}"


def _makers(candidate: Candidate) -> set[int]:
    return {candidate.author_id, candidate.submitter_id}


def _find(candidate_id: int) -> Candidate | None:
    return gate.candidates().select_related("batch").filter(pk=candidate_id).first()


def _release_of(page_id: int, revision_id: int) -> Release | None:
    found = Release.objects.filter(page_id=page_id, revision_id=revision_id)
    return found.select_related("candidate__batch").order_by("-pk").first()


def _assign_review(candidate: Candidate, stage: str, user: User) -> None:
    batch = candidate.batch
    services.assign_todo(
        user_id=user.pk,
        kind=KIND_OF_STAGE[stage],
        subject=_subject(candidate, stage),
        title=batch.title if batch else candidate.page_title,
        detail=str(candidate.submitter),
        url=reverse("gate:queue") if batch else reverse("gate:candidate", args=[candidate.pk]),
    )


@transaction.atomic
def ask_reviewers(candidate_id: int, stage: str) -> None:
    """Put a text that waits for a stage on the list of everybody who may decide it."""
    candidate = _find(candidate_id)
    if candidate is None:
        return
    for earlier in Candidate.objects.filter(page_id=candidate.page_id, state=CandidateState.RETURNED):
        services.finish_todos(subject=f"revise:{earlier.pk}")
    if candidate.state != CandidateState.OPEN or candidate.next_stage != stage:
        return
    if candidate.batch_id and Todo.objects.filter(subject=_subject(candidate, stage)).open().exists():
        return
    for user in users_allowed(Verb.MANAGE, SUBJECT_OF_STAGE[stage]):
        if not gate.why_not(candidate, user):
            _assign_review(candidate, stage, user)


@transaction.atomic
def tell_unapproved(page_id: int) -> None:
    """Tell every publisher of the page's unit that it was found live without approval and hidden."""
    page = Page.objects.filter(pk=page_id, live=False).first()
    if page is None:
        return
    today = clock.today()
    place = gate.place_of(page.specific.unit_id)
    for user in users_allowed(Verb.MANAGE, SUBJECT_OF_STAGE[Stage.FINAL.value], unit=place):
        services.notify(
            recipient_id=user.pk,
            kind=NoticeKind.UNAPPROVED,
            key=f"unapproved:{page.pk}:{today.isoformat()}",
            title=page.title,
            url=reverse("gate:published"),
        )


@transaction.atomic
def end_stage(candidate_id: int, stage: str) -> None:
    """End the review of a stage that was passed; that of a batch once no text of it waits for the stage."""
    candidate = Candidate.objects.filter(pk=candidate_id).first()
    if candidate is None:
        return
    if candidate.batch_id:
        waiting = Candidate.objects.filter(batch_id=candidate.batch_id, state=CandidateState.OPEN)
        if waiting.exclude(approvals__stage=stage).exists():
            return
    services.finish_todos(subject=_subject(candidate, stage))


@transaction.atomic
def tell_returned(candidate_id: int) -> None:
    """Tell the makers of a text that it came back and put it on their list, with the reason."""
    candidate = Candidate.objects.filter(pk=candidate_id, state=CandidateState.RETURNED).first()
    if candidate is None:
        return
    if not candidate.batch_id:
        for stage in candidate.stages:
            services.withdraw_todos(subject=_subject(candidate, stage))
    address = reverse("wagtailadmin_pages:edit", args=[candidate.page_id])
    resubmitted = Candidate.objects.filter(page_id=candidate.page_id, pk__gt=candidate.pk).exists()
    for user_id in _makers(candidate):
        services.notify(
            recipient_id=user_id,
            kind=NoticeKind.RETURNED,
            key=f"returned:{candidate.pk}",
            title=candidate.page_title,
            body=candidate.return_reason,
            url=address,
        )
        if not resubmitted:
            services.assign_todo(
                user_id=user_id,
                kind=TodoKind.REVISE,
                subject=f"revise:{candidate.pk}",
                title=candidate.page_title,
                detail=candidate.return_reason,
                url=address,
            )


@transaction.atomic
def tell_published(page_id: int, revision_id: int) -> None:
    """Tell the makers of a text that it is live; of a batch once, when its last text is decided."""
    release = _release_of(page_id, revision_id)
    page = Page.objects.filter(pk=page_id, live=True).first()
    if release is None or page is None:
        return
    candidate = release.candidate
    batch = candidate.batch
    if batch and batch.candidates.filter(state=CandidateState.OPEN).exists():
        return
    for user_id in {batch.submitted_by_id} if batch else _makers(candidate):
        services.notify(
            recipient_id=user_id,
            kind=NoticeKind.PUBLISHED,
            key=f"published:batch:{batch.pk}" if batch else f"published:{release.pk}",
            title=batch.title if batch else candidate.page_title,
            url=reverse("gate:queue") if batch else page.get_url() or "",
        )


@transaction.atomic
def tell_corrected(page_id: int, revision_id: int) -> None:
    """Tell those who passed a text that it was corrected without them, by whom and why."""
    release = _release_of(page_id, revision_id)
    correction = correction_of(release.candidate) if release is not None else None
    page = Page.objects.filter(pk=page_id).first()
    if release is None or correction is None or page is None:
        return
    earlier = Release.objects.filter(page_id=page_id, pk__lt=release.pk).order_by("-pk").first()
    if earlier is None:
        return
    had_a_hand = _makers(release.candidate) | set(
        release.candidate.approvals.values_list("approver_id", flat=True)
    )
    for user_id in set(earlier.candidate.approvals.values_list("approver_id", flat=True)) - had_a_hand:
        services.notify(
            recipient_id=user_id,
            kind=NoticeKind.CORRECTED,
            key=f"corrected:{release.pk}",
            title=release.candidate.page_title,
            body=correction.reason,
            url=reverse("gate:candidate", args=[release.candidate_id]),
        )


@transaction.atomic
def tell_taken_down(page_id: int) -> None:
    """Tell the makers of a page that was taken down, with the reason that was given."""
    record = (
        TakeDown.objects.filter(page_id=page_id, restored_at=None)
        .select_related("release__candidate")
        .order_by("-pk")
        .first()
    )
    if record is None:
        return
    for user_id in _makers(record.release.candidate):
        services.notify(
            recipient_id=user_id,
            kind=NoticeKind.TAKEN_DOWN,
            key=f"taken-down:{record.pk}",
            title=record.release.candidate.page_title,
            body=record.reason,
        )


@transaction.atomic
def follow_grants(user_id: int) -> None:
    """Bring a person's open reviews in line with the grants that they hold now."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    wanted = set()
    for candidate in gate.candidates_for(user):
        stage = candidate.next_stage
        if stage is None or gate.why_not(candidate, user):
            continue
        subject = _subject(candidate, stage)
        if subject not in wanted:
            wanted.add(subject)
            _assign_review(candidate, stage, user)
    for todo in Todo.objects.of(user_id).open().filter(kind__in=KIND_OF_STAGE.values()):
        if todo.subject not in wanted:
            services.withdraw_todos(subject=todo.subject, user_id=user_id)


@transaction.atomic
def withdraw_ended_reviews() -> None:
    """Withdraw the reviews of texts that are no longer under review (their workflow was cancelled)."""
    open_reviews = Todo.objects.open().filter(kind__in=KIND_OF_STAGE.values(), subject__startswith="review:")
    by_candidate: dict[int, set[str]] = {}
    for subject in set(open_reviews.values_list("subject", flat=True)):
        by_candidate.setdefault(int(subject.split(":")[1]), set()).add(subject)
    waiting = Candidate.objects.filter(pk__in=by_candidate, state=CandidateState.OPEN)
    for ended in set(by_candidate) - set(waiting.values_list("pk", flat=True)):
        for subject in by_candidate[ended]:
            services.withdraw_todos(subject=subject)


@transaction.atomic
def tell_handed_over(claim_id: int) -> None:
    """Tell somebody that a stage of a text was handed to them, by whom and why."""
    claim = StageClaim.objects.select_related("candidate", "handed_by").filter(pk=claim_id).first()
    if claim is None or claim.ended_at is not None or claim.handed_by is None:
        return
    name = claim.handed_by.get_full_name() or claim.handed_by.username
    services.notify(
        recipient_id=claim.holder_id,
        kind=NoticeKind.HANDED_OVER,
        key=f"handed_over:{claim.pk}",
        title=claim.candidate.page_title,
        body=f"{name}：{claim.words}",
        url=reverse("gate:candidate", args=[claim.candidate_id]),
    )


@transaction.atomic
def tell_overdue() -> None:
    """Tell of each overdue stage, once: first the publishers nearest to the text, then those above too.

    Those above are told when the stage has waited as long again as it was given.
    """
    for candidate in claims.overdue_candidates():
        everybody = users_allowed(
            Verb.MANAGE, SUBJECT_OF_STAGE[Stage.FINAL.value], unit=gate.place_of(candidate.unit_id)
        )
        escalated = claims.is_escalated(candidate)
        for user in everybody if escalated else claims.nearest_publishers(candidate):
            with translation.override(user.language):
                stage = str(Stage(candidate.next_stage or "").label)
            services.notify(
                recipient_id=user.pk,
                kind=NoticeKind.OVERDUE,
                key=f"overdue:{candidate.pk}:{candidate.next_stage}",
                title=candidate.page_title,
                body=stage,
                url=reverse("gate:candidate", args=[candidate.pk]),
            )
