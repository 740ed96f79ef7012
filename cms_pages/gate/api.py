"""The API of the review desk."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from accounts.http import require_scope, require_user
from cms_pages.gate import queries, services
from cms_pages.gate.finding import find_review
from cms_pages.gate.models import Candidate

router = Router(tags=["reviews"])


class CandidateOut(Schema):
    """A text under review."""

    id: int
    page_id: int
    title: str
    kind: str
    revision_id: int
    digest: str
    state: str
    stages: list[str]
    next_stage: str | None
    submitted_at: datetime
    refusal: str
    """Why the caller may not decide: not_under_review, own_text, not_reviewer, or empty."""


class DecisionIn(Schema):
    """The words of a decision; returning needs some."""

    comment: str = ""


@router.get("", response=list[CandidateOut])
def list_reviews(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what waits for the caller's decision."""
    require_scope(request, "content:read")
    return [_present(candidate, request) for candidate in queries.candidates_for(request.user)]


@router.post("/{candidate_id}/approve", response=CandidateOut)
def approve(request: HttpRequest, candidate_id: int, decision: DecisionIn) -> dict[str, Any]:
    """Pass the next stage; the last one puts the text live."""
    require_scope(request, "content:write")
    candidate = find_review(request, candidate_id, "approve")
    return _present(services.approve(candidate, by=require_user(request), comment=decision.comment), request)


@router.post("/{candidate_id}/return", response=CandidateOut)
def return_for_revision(request: HttpRequest, candidate_id: int, decision: DecisionIn) -> dict[str, Any]:
    """Send the text back to its author."""
    require_scope(request, "content:write")
    candidate = find_review(request, candidate_id, "return")
    return _present(
        services.return_for_revision(candidate, by=require_user(request), comment=decision.comment), request
    )


def _present(candidate: Candidate, request: HttpRequest) -> dict[str, Any]:
    return {
        "id": candidate.pk,
        "page_id": candidate.page_id,
        "title": candidate.page_title,
        "kind": candidate.kind,
        "revision_id": candidate.revision_id,
        "digest": candidate.digest,
        "state": candidate.state,
        "stages": candidate.stages,
        "next_stage": candidate.next_stage,
        "submitted_at": candidate.submitted_at,
        "refusal": queries.why_not(candidate, request.user),
    }
