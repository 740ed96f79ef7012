"""The API of claims, below `/reviews`: the same services as the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from accounts.http import require_scope, require_user
from accounts.models import User
from cms_pages.claims import queries, services
from cms_pages.claims.types import Load
from cms_pages.gate.finding import find_review
from cms_pages.gate.models import Candidate

router = Router(tags=["reviews"])


class WorkOut(Schema):
    """A text whose stage the caller may decide: until when, and who has claimed it."""

    candidate_id: int
    title: str
    stage: str
    due_at: datetime
    is_overdue: bool
    holder_id: int | None


class ClaimOut(Schema):
    """Who holds which stage of a text, and until when it is due."""

    candidate_id: int
    stage: str | None
    due_at: datetime | None
    holder_id: int | None


class HandOverIn(Schema):
    """To whom a stage goes, and why."""

    to: int
    words: str


@router.get("/work", response=dict[str, list[WorkOut]])
def list_work(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """Return the reviews that the caller may decide by list: mine, waiting, others, overdue; due first."""
    require_scope(request, "content:read")
    lists = queries.work_of(require_user(request))
    return {
        load.value: [
            {
                "candidate_id": work.candidate.pk,
                "title": work.candidate.page_title,
                "stage": work.candidate.next_stage,
                "due_at": work.due,
                "is_overdue": work.is_overdue,
                "holder_id": work.claim.holder_id if work.claim else None,
            }
            for work in lists[load]
        ]
        for load in Load
    }


@router.post("/{int:candidate_id}/claim", response=ClaimOut)
def claim(request: HttpRequest, candidate_id: int) -> dict[str, Any]:
    """Claim the text's present stage."""
    require_scope(request, "content:write")
    candidate = find_review(request, candidate_id, "claim")
    services.claim(candidate, by=require_user(request))
    return _present(candidate)


@router.delete("/{int:candidate_id}/claim", response=ClaimOut)
def let_go(request: HttpRequest, candidate_id: int) -> dict[str, Any]:
    """Give the caller's claim back."""
    require_scope(request, "content:write")
    candidate = find_review(request, candidate_id, "let_go")
    services.let_go(candidate, by=require_user(request))
    return _present(candidate)


@router.post("/{int:candidate_id}/handover", response=ClaimOut)
def hand_over(request: HttpRequest, candidate_id: int, told: HandOverIn) -> dict[str, Any]:
    """Hand the stage to another reviewer of the unit or of a unit above it."""
    require_scope(request, "content:write")
    candidate = find_review(request, candidate_id, "hand_over")
    to = User.objects.filter(pk=told.to).first() or User()
    services.hand_over(candidate, to=to, words=told.words, by=require_user(request))
    return _present(candidate)


def _present(candidate: Candidate) -> dict[str, Any]:
    held = queries.claim_of(candidate)
    return {
        "candidate_id": candidate.pk,
        "stage": candidate.next_stage,
        "due_at": queries.due_of(candidate),
        "holder_id": held.holder_id if held else None,
    }
