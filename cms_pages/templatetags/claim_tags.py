"""Who holds a text's stage and until when it is due, on the pages of the desk."""

from collections.abc import Iterable
from typing import Any

from django import template

from cms_pages.claims import queries
from cms_pages.claims.models import StageClaim
from cms_pages.gate.models import Candidate
from core.clock import now

register = template.Library()


@register.simple_tag
def claim_standing(candidate: Candidate, user: Any) -> dict[str, Any]:
    """Return until when the stage is due, who holds it, and whether that keeps this user from deciding."""
    due, claim = queries.due_of(candidate), queries.claim_of(candidate)
    return {
        "claim": claim,
        "due": due,
        "is_overdue": due is not None and due <= now(),
        "is_mine": claim is not None and claim.holder_id == user.pk,
        "held_back": queries.holds_back(claim, candidate, user),
    }


@register.simple_tag
def open_claims(rows: Iterable[dict[str, Any]]) -> dict[tuple[int, str], StageClaim]:
    """Return the open claims of the texts on a page of a list, in one query."""
    return queries.open_claims(row["candidate"] for row in rows)


@register.inclusion_tag("cms_pages/parts/claim_facts.html")
def claim_facts(candidate: Candidate, claims: dict[tuple[int, str], StageClaim]) -> dict[str, Any]:
    """Show until when the stage is due and who holds it, in a line of a list."""
    claim = claims.get((candidate.pk, candidate.next_stage or ""))
    return {"due": queries.due_of(candidate), "claim": claim}


@register.inclusion_tag("cms_pages/parts/claim_trail.html")
def claim_trail(candidate: Candidate) -> dict[str, Any]:
    """Show who held which stage from when to when, in the text's trail."""
    return {"claims": queries.claims_of(candidate)}
