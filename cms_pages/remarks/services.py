"""Remark on a passage, answer, settle; whoever reads the text on the desk may, and nothing is taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cms_pages.gate.models import Candidate
from cms_pages.gate.services import lock_candidate
from cms_pages.gate.types import CandidateState
from cms_pages.remarks.errors import Settled
from cms_pages.remarks.models import Remark, Reply
from cms_pages.remarks.queries import paragraph_of
from core.clock import now
from core.errors import Invalid

LONGEST_QUOTE = 300
LONGEST_WORDS = 1000


@transaction.atomic
def remark(
    candidate: Candidate, *, field: str, line: int, quote: str, words: str, by: User, start: int | None = None
) -> Remark:
    """Remark on the passage `quote` of a paragraph; without a `start`, or a wrong one, its first place there.

    Raises Invalid with the fields that are wrong, Settled for a text whose review is over.
    """
    candidate = lock_candidate(candidate)
    if candidate.state != CandidateState.OPEN:
        raise Settled(_("The review of this text is over."))
    problems = {}
    at = _find(candidate, field, line, quote.strip(), start)
    if at is None:
        problems["quote"] = _("Copy the passage from this paragraph, at most %(most)s characters.") % {
            "most": LONGEST_QUOTE
        }
    if told := _bad_words(words):
        problems["words"] = told
    if at is None or problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
    return Remark.objects.create(
        candidate=candidate,
        field=field,
        line=line,
        start=at,
        quote=quote.strip(),
        words=words.strip(),
        by=by,
    )


@transaction.atomic
def answer(row: Remark, *, words: str, by: User) -> Reply:
    """Answer a remark that is not settled."""
    row = _open(row)
    if told := _bad_words(words):
        raise Invalid(told, fields={"words": told})
    return Reply.objects.create(remark=row, words=words.strip(), by=by)


@transaction.atomic
def settle(row: Remark, *, by: User) -> Remark:
    """Settle a remark: it is done, or it was agreed to leave it."""
    row = _open(row)
    row.settled_by, row.settled_at = by, now()
    row.save(update_fields=["settled_by", "settled_at"])
    return row


def _open(row: Remark) -> Remark:
    found = Remark.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if found.settled_at is not None:
        raise Settled(_("This remark has been settled."))
    return found


def _bad_words(words: str) -> str:
    if words.strip() and len(words.strip()) <= LONGEST_WORDS:
        return ""
    return _("Write something, at most %(most)s characters.") % {"most": LONGEST_WORDS}


def _find(candidate: Candidate, field: str, line: int, quote: str, start: int | None) -> int | None:
    """Return at which character of the paragraph the passage stands, or nothing when it does not."""
    text = paragraph_of(candidate, field, line) if line >= 0 else ""
    if not quote or len(quote) > LONGEST_QUOTE:
        return None
    if start is not None and text[start : start + len(quote)] == quote:
        return start
    at = text.find(quote)
    return at if at >= 0 else None
