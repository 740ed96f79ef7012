"""Claim a stage, give it back, hand it over; a decision ends the claim, and so does its due date."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cms_pages.claims import queries, signals
from cms_pages.claims.errors import Claimed
from cms_pages.claims.models import StageClaim
from cms_pages.claims.types import Ending
from cms_pages.gate.errors import NotUnderReview
from cms_pages.gate.models import Candidate
from cms_pages.gate.services import check_may_decide, lock_candidate
from cms_pages.gate.types import CandidateState
from core.clock import now
from core.errors import Invalid, Refused
from evidence.services import append

LONGEST_WORDS = 200


@transaction.atomic
def claim(candidate: Candidate, *, by: User) -> StageClaim:
    """Take a text's present stage on oneself; claiming again changes nothing.

    Raises what the gate raises for who may not decide, and Claimed while another holds it.
    """
    candidate = lock_candidate(candidate)
    check_may_decide(candidate, by)
    held = queries.claim_of(candidate)
    if held is not None and held.holder_id == by.pk:
        return held
    _free(candidate, held, by)
    return _open(candidate, holder=by)


@transaction.atomic
def let_go(candidate: Candidate, *, by: User) -> StageClaim:
    """Give one's own claim back, so that another may take it."""
    candidate = lock_candidate(candidate)
    return _end(_own(candidate, by), Ending.LET_GO, by)


@transaction.atomic
def hand_over(candidate: Candidate, *, to: User, words: str, by: User) -> StageClaim:
    """Hand a text's present stage to another who may decide it, of this unit or of one above.

    Whoever may decide the stage may hand over what nobody, or they themselves, have claimed.
    """
    candidate = lock_candidate(candidate)
    check_may_decide(candidate, by)
    held = queries.claim_of(candidate)
    _free(candidate, held, by)
    problems = {}
    if not words.strip() or len(words.strip()) > LONGEST_WORDS:
        problems["words"] = _("Say why in at most %(most)s characters.") % {"most": LONGEST_WORDS}
    if to.pk not in {other.pk for other in queries.substitutes_for(candidate, by)}:
        problems["to"] = _("Choose somebody who may decide this stage and has no part in the text.")
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
    return _open(candidate, holder=to, handed_by=by, words=words.strip())


@transaction.atomic
def end_with_decision(candidate: Candidate, *, by: User) -> None:
    """End the claim with the decision of its holder; refuse that of another while the claim holds."""
    held = queries.claim_of(candidate)
    if held is None:
        return
    if held.holder_id == by.pk:
        _end(held, Ending.DECIDED, by)
    else:
        _free(candidate, held, by)


@transaction.atomic
def free_overdue() -> int:
    """End the claims of stages that are overdue, so that every reviewer may decide; return how many."""
    ended = 0
    for candidate in queries.overdue_candidates():
        held = StageClaim.objects.select_for_update(of=("self",)).filter(
            candidate=candidate, stage=candidate.next_stage, ended_at=None
        )
        for row in held:
            if queries.is_over(row, candidate):
                _end(row, Ending.OVERDUE, None)
                ended += 1
    return ended


def _own(candidate: Candidate, by: User) -> StageClaim:
    held = queries.claim_of(candidate)
    if held is None or candidate.state != CandidateState.OPEN:
        raise NotUnderReview(_("Nobody has claimed this text."))
    if held.holder_id != by.pk:
        raise Refused(_("Only who claimed a text gives it back."))
    return held


def _free(candidate: Candidate, held: StageClaim | None, by: User) -> None:
    """End a claim that keeps this user from nothing, or refuse; one's own ends by being handed over."""
    if held is None:
        return
    if queries.holds_back(held, candidate, by):
        name = held.holder.get_full_name() or held.holder.username
        raise Claimed(_("%(name)s has claimed this text and decides this stage.") % {"name": name})
    if held.holder_id == by.pk:
        ending = Ending.HANDED_OVER
    else:
        ending = Ending.OVERDUE if queries.is_over(held, candidate) else Ending.LAPSED
    _end(held, ending, by)


def _open(
    candidate: Candidate, *, holder: User, handed_by: User | None = None, words: str = ""
) -> StageClaim:
    row = StageClaim.objects.create(
        candidate=candidate,
        stage=candidate.next_stage or "",
        holder=holder,
        handed_by=handed_by,
        words=words,
    )
    _record(row, "review.claimed", handed_by or holder)
    if handed_by is not None:
        signals.review_handed_over.send(claim_id=row.pk)
    return row


def _end(row: StageClaim, ending: Ending, by: User | None) -> StageClaim:
    row.ended_at, row.ending = now(), ending
    row.save(update_fields=["ended_at", "ending"])
    if ending != Ending.DECIDED:  # a decision has an entry of its own
        _record(row, "review.claim_ended", by)
    return row


def _record(row: StageClaim, kind: str, by: User | None) -> None:
    append(
        kind=kind,
        facts={
            "candidate": row.candidate_id,
            "stage": row.stage,
            "claim": row.pk,
            "ending": str(row.ending),
        },
        personal={"holder": str(row.holder_id)},
        by_id=by.pk if by else None,
    )
