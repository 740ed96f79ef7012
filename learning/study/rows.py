"""The rows of time: extend the open one, begin another, close with evidence."""

from core.clock import local
from evidence.services import append
from learning.study.credit import Piece
from learning.study.models import CreditInterval, RefusedTime, StudySession
from learning.study.types import CREDIT_RULE, LONGEST_ROW, RULES, RULES_VERSION

Row = CreditInterval | RefusedTime


def lay(session: StudySession, piece: Piece) -> None:
    """Put a piece of time into the session's open row, or close that one and begin another.

    A row goes on while its pieces follow each other, on one day in Shanghai, for one reason, and for ten
    minutes at most. The caller saves the session.
    """
    current: Row | None = session.open_refusal if piece.reason else session.open_interval
    if current is not None and _goes_on(current, piece):
        current.ends_at = piece.ends_at
        if isinstance(current, CreditInterval):
            current.beats += 1
            current.save(update_fields=["ends_at", "beats"])
        else:
            current.save(update_fields=["ends_at"])
        return
    close_open(session)
    if piece.reason:
        session.open_refusal = RefusedTime.objects.create(
            session=session, starts_at=piece.starts_at, ends_at=piece.ends_at, reason=piece.reason
        )
        return
    session.open_interval = CreditInterval.objects.create(
        person_id=session.person_id,
        session=session,
        lesson_id=session.lesson_id,
        starts_at=piece.starts_at,
        ends_at=piece.ends_at,
    )


def _goes_on(current: Row, piece: Piece) -> bool:
    if isinstance(current, RefusedTime) and current.reason != piece.reason:
        return False
    same_day = local(current.starts_at).date() == local(piece.starts_at).date()
    return (
        current.ends_at == piece.starts_at and same_day and piece.ends_at - current.starts_at <= LONGEST_ROW
    )


def close_open(session: StudySession) -> None:
    """Close the session's open row, if there is one; the caller saves the session."""
    for row in (session.open_interval, session.open_refusal):
        if row is not None:
            close(row, session)
    session.open_interval = session.open_refusal = None


def close(row: Row, session: StudySession) -> None:
    """Put the evidence beside a row: from here on it never changes."""
    facts = {
        "session": str(session.pk),
        "lesson": session.lesson_id,
        "revision": session.revision_id,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "milliseconds": row.milliseconds,
        "rules": RULES_VERSION,
    }
    if isinstance(row, RefusedTime):
        facts |= {"row": row.pk, "reason": str(row.reason), "rule": RULES[str(row.reason)]}
        kind = "study.refused"
    else:
        facts |= {"interval": row.pk, "beats": row.beats, "rule": CREDIT_RULE}
        kind = "study.interval"
    row.entry = append(kind=kind, facts=facts, personal={"person": str(session.person_id)}, by_id=None)
    row.save(update_fields=["entry"])
