"""Who holds which stage, until when it is due, and what somebody's review work is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from cms_pages.claims.conf import LEAST, due_after
from cms_pages.claims.models import StageClaim
from cms_pages.claims.types import Load
from cms_pages.gate import queries as gate
from cms_pages.gate.models import Candidate
from cms_pages.gate.types import SUBJECT_OF_STAGE, CandidateState
from core.clock import now
from organization.authority import officers_of, users_allowed
from organization.types import Subject, Verb


def due_of(candidate: Candidate) -> datetime | None:
    """Return until when the text's present stage is to be decided, counted from when it reached it."""
    stage = candidate.next_stage
    if stage is None:
        return None
    reached = max((item.at for item in candidate.approvals.all()), default=candidate.submitted_at)
    return due_after(reached, stage)


def claim_of(candidate: Candidate) -> StageClaim | None:
    """Return the open claim of the text's present stage, or nothing."""
    found = StageClaim.objects.filter(candidate=candidate, stage=candidate.next_stage, ended_at=None)
    return found.select_related("holder", "handed_by").first()


def open_claims(candidates: Iterable[Candidate]) -> dict[tuple[int, str], StageClaim]:
    """Return the open claims of these texts by text and stage, in one query."""
    found = StageClaim.objects.filter(candidate__in=[item.pk for item in candidates], ended_at=None)
    return {(claim.candidate_id, claim.stage): claim for claim in found.select_related("holder")}


def overdue_candidates() -> list[Candidate]:
    """Return the texts whose present stage was not decided in its time, the oldest first."""
    waiting = gate.candidates().filter(state=CandidateState.OPEN).order_by("submitted_at", "pk")
    moment = now()
    found = [(due_of(candidate), candidate) for candidate in waiting]
    return [candidate for due, candidate in found if due is not None and due <= moment]


def is_escalated(candidate: Candidate) -> bool:
    """Return whether an overdue stage has waited as long again as it was given."""
    due = due_of(candidate)
    return due is not None and due_after(due, candidate.next_stage or "") <= now()


def nearest_publishers(candidate: Candidate) -> list[User]:
    """Return who publishes at the text's unit, or at the nearest unit above it where somebody does."""
    place = gate.place_of(candidate.unit_id)
    while place is not None:
        found = list(officers_of(place, Verb.MANAGE, Subject.FINAL_REVIEW))
        if found:
            return found
        place = place.get_parent()
    return list(users_allowed(Verb.MANAGE, Subject.FINAL_REVIEW))


def claims_of(candidate: Candidate) -> QuerySet[StageClaim]:
    """Return every claim of a text, the newest first."""
    found = StageClaim.objects.filter(candidate=candidate)
    return found.select_related("holder", "handed_by").order_by("-at", "-pk")


def holds_back(claim: StageClaim | None, candidate: Candidate, user: Any) -> bool:
    """Return whether a claim keeps this user from deciding.

    It keeps nobody when it is their own, when its time is over, or when its holder may not decide any
    more: work never waits for somebody who does not do it.
    """
    if claim is None or claim.holder_id == getattr(user, "pk", None) or is_over(claim, candidate):
        return False
    return gate.why_not(candidate, claim.holder) == ""


def is_over(claim: StageClaim, candidate: Candidate) -> bool:
    """Return whether the time of a claim is over: the stage is overdue, and the claim a day old."""
    due = due_of(candidate)
    return due is not None and max(due, claim.at + LEAST) <= now()


def substitutes_for(candidate: Candidate, user: User) -> list[User]:
    """Return who else may decide the present stage: reviewers of the unit and of the units above it."""
    stage = candidate.next_stage
    if stage is None:
        return []
    place = gate.place_of(candidate.unit_id)
    found = users_allowed(Verb.MANAGE, SUBJECT_OF_STAGE[stage], unit=place).exclude(pk=user.pk)
    return [other for other in found.order_by("first_name", "pk") if not gate.is_own(candidate, other)]


@dataclass(frozen=True)
class Work:
    """A text whose stage somebody may decide: until when, and who has claimed it."""

    candidate: Candidate
    due: datetime
    claim: StageClaim | None
    is_overdue: bool


def work_of(user: User) -> dict[Load, list[Work]]:
    """Return the texts that this user may decide by list, what is due first; nothing of their own."""
    lists: dict[Load, list[Work]] = {load: [] for load in Load}
    waiting = [item for item in gate.candidates_for(user) if not gate.is_own(item, user)]
    claims = open_claims(waiting)
    moment = now()
    for candidate in waiting:
        claim = claims.get((candidate.pk, candidate.next_stage or ""))
        due = due_of(candidate) or moment
        work = Work(candidate, due, claim, due <= moment)
        if claim is None:
            lists[Load.WAITING].append(work)
        else:
            lists[Load.MINE if claim.holder_id == user.pk else Load.OTHERS].append(work)
        if work.is_overdue:
            lists[Load.OVERDUE].append(work)
    return {load: sorted(rows, key=lambda row: (row.due, row.candidate.pk)) for load, rows in lists.items()}
