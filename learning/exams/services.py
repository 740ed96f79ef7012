"""Start, save, hand in, expire: every write of the exam room.

Time is the server's; an answer is acknowledged only after its commit. Each service locks the attempt's
row first, so a save and a hand-in of the same attempt stand one after the other, never mixed.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms_pages.models import ExamPage
from core.clock import iso_ms, now
from core.errors import Invalid, NotFound
from evidence.canonical import canonical_bytes
from evidence.services import append
from learning.exams import queries
from learning.exams.errors import AnswerTooLate, AttemptFinished, ExamClosed, NoAttemptsLeft, Superseded
from learning.exams.grading import grade
from learning.exams.models import Answer, AnswerEvent, AnswerOutcome, Attempt, AttemptState
from learning.exams.paper import build_paper
from learning.signals import attempt_submitted
from organization.models import Person

GRACE = timedelta(seconds=10)
"""An answer that arrives this long after the deadline still counts; how late is kept in `late_ms`."""
MAX_SEQ = 2**53


@dataclass(frozen=True)
class SavedAnswer:
    """The acknowledgement of an answer: what stands now, and the server's times."""

    question_id: str
    value: list[str]
    client_seq: int
    saved_at: datetime
    deadline: datetime


@transaction.atomic
def start_attempt(*, person: Person, exam: ExamPage) -> Attempt:
    """Return the person's running attempt, or start one with a frozen paper and a deadline.

    Raises ExamClosed or NoAttemptsLeft with the reason. Two starts at once make one attempt.
    """
    standing = queries.standing_of(person, exam)
    if standing.running and not _has_run_out(standing.running):
        return standing.running
    if standing.running:
        expire_attempt(attempt_id=standing.running.pk)
        standing = queries.standing_of(person, exam)
    if standing.refusal:
        error = NoAttemptsLeft if standing.passed or not standing.attempts_left else ExamClosed
        raise error(standing.refusal)
    if not standing.attempts_left:
        raise NoAttemptsLeft(_("You have used every attempt."))
    started = now()
    deadline = started + timedelta(minutes=exam.minutes)
    if exam.closes_at:
        deadline = min(deadline, exam.closes_at)
    seed = secrets.token_hex(8)
    paper = build_paper(list(exam.questions.raw_data), seed)
    if not paper.questions:
        raise ExamClosed(_("The exam has no questions."))
    digest = hashlib.sha256(canonical_bytes({"questions": paper.questions, "key": paper.key})).hexdigest()
    try:
        with transaction.atomic():
            return Attempt.objects.create(
                person=person,
                exam=exam,
                number=len(standing.attempts) + 1,
                revision_id=exam.live_revision_id,
                seed=seed,
                questions=paper.questions,
                key=paper.key,
                pass_percent=exam.pass_percent,
                paper_digest=digest,
                started_at=started,
                deadline=deadline,
            )
    except IntegrityError:  # another request of the same person was first
        return Attempt.objects.get(person=person, exam=exam, state=AttemptState.IN_PROGRESS)


@transaction.atomic
def sit_down(*, person: Person, attempt_id: Any) -> Attempt:
    """Make the calling device the one that may save; return the attempt with its new epoch.

    Raises NotFound for somebody else's attempt and AttemptFinished when it is over.
    """
    attempt = _lock(person, attempt_id)
    if _has_run_out(attempt):
        _finish(attempt, AttemptState.EXPIRED)
    if not attempt.is_open:
        raise AttemptFinished(_("This attempt has been handed in."))
    attempt.epoch += 1
    attempt.save(update_fields=["epoch"])
    return attempt


def save_answer(
    *, person: Person, attempt_id: Any, question_id: str, value: Any, client_seq: Any, epoch: Any
) -> SavedAnswer:
    """Save one answer and return its acknowledgement; the caller must be outside a transaction.

    Every answer that arrives leaves an event. An older sequence number is no error: the answer that
    stands is returned. Raises Superseded, AnswerTooLate or AttemptFinished after the answer has been
    put into the quarantine, and Invalid for a question or an option that is not on the paper.
    """
    arrived = now()
    with transaction.atomic():
        attempt = _lock(person, attempt_id)
        chosen = _checked(attempt, question_id, value)
        seq, device = _whole(client_seq, "seq"), _whole(epoch, "epoch")
        outcome = _outcome(attempt, device, arrived)
        standing = None
        if outcome == AnswerOutcome.SAVED:
            standing = Answer.objects.filter(attempt=attempt, question_id=question_id).first()
            if standing and (device, seq) <= (standing.epoch, standing.client_seq):
                outcome = AnswerOutcome.STALE
            else:
                standing = _write(attempt, standing, question_id, chosen, device, seq, arrived)
        AnswerEvent.objects.create(
            attempt=attempt,
            question_id=question_id,
            value=chosen,
            epoch=device,
            client_seq=seq,
            arrived_at=arrived,
            outcome=outcome,
        )
    # Raised after the commit: the quarantined answer must stand.
    if outcome == AnswerOutcome.SUPERSEDED:
        raise Superseded(_("This attempt goes on on another device; here you can only read."))
    if outcome == AnswerOutcome.LATE:
        raise AnswerTooLate(_("Time was up; this answer is kept apart and not graded."))
    if standing is None:
        raise AttemptFinished(_("This attempt has been handed in; the answer is kept apart."))
    return SavedAnswer(question_id, standing.value, standing.client_seq, standing.saved_at, attempt.deadline)


@transaction.atomic
def submit_attempt(*, person: Person, attempt_id: Any) -> Attempt:
    """Hand in: freeze the answers, grade them, write receipt and evidence. A repetition changes nothing."""
    attempt = _lock(person, attempt_id)
    if attempt.is_open:
        _finish(attempt, AttemptState.EXPIRED if _has_run_out(attempt) else AttemptState.SUBMITTED)
    return attempt


@transaction.atomic
def expire_attempt(*, attempt_id: Any) -> bool:
    """Close an attempt whose time has run out, as of its deadline; return whether it was still open."""
    attempt = Attempt.objects.select_for_update().filter(pk=attempt_id).first()
    if attempt is None or not attempt.is_open or not _has_run_out(attempt):
        return False
    _finish(attempt, AttemptState.EXPIRED)
    return True


def settle(attempt: Attempt) -> Attempt:
    """Return the attempt as it must be read now: one whose time is up is closed first."""
    if attempt.is_open and _has_run_out(attempt):
        expire_attempt(attempt_id=attempt.pk)
        attempt.refresh_from_db()
    return attempt


def _lock(person: Person, attempt_id: Any) -> Attempt:
    attempt = Attempt.objects.select_for_update().filter(pk=attempt_id, person=person).first()
    if attempt is None:
        raise NotFound(_("There is no such attempt."))
    return attempt


def _has_run_out(attempt: Attempt) -> bool:
    return now() > attempt.deadline + GRACE


def _outcome(attempt: Attempt, epoch: int, arrived: datetime) -> AnswerOutcome:
    if arrived > attempt.deadline + GRACE:
        return AnswerOutcome.LATE
    if not attempt.is_open:
        return AnswerOutcome.CLOSED
    if epoch != attempt.epoch:
        return AnswerOutcome.SUPERSEDED
    return AnswerOutcome.SAVED


def _whole(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_SEQ:
        raise Invalid(_("The sequence number is not valid."), fields={name: _("must be a whole number")})
    return value


def _checked(attempt: Attempt, question_id: str, value: Any) -> list[str]:
    question = next((q for q in attempt.questions if q["id"] == question_id), None)
    if question is None:
        raise Invalid(_("This question is not on your paper."))
    known = {option["id"] for option in question["options"]}
    if not isinstance(value, list) or not all(isinstance(item, str) and item in known for item in value):
        raise Invalid(_("This option is not on your paper."))
    if len(set(value)) != len(value) or (question["kind"] != "multiple" and len(value) > 1):
        raise Invalid(_("This question takes one option only."))
    return sorted(value)


def _write(
    attempt: Attempt,
    standing: Answer | None,
    question_id: str,
    value: list[str],
    epoch: int,
    seq: int,
    arrived: datetime,
) -> Answer:
    answer = standing or Answer(attempt=attempt, question_id=question_id)
    answer.value, answer.epoch, answer.client_seq, answer.saved_at = value, epoch, seq, arrived
    answer.late_ms = max(0, int((arrived - attempt.deadline).total_seconds() * 1000))
    answer.save(force_insert=standing is None, force_update=standing is not None)
    return answer


def _finish(attempt: Attempt, state: AttemptState) -> None:
    answers = queries.answers_of(attempt)
    result = grade(attempt.questions, attempt.key, answers)
    attempt.state = state
    attempt.finished_at = attempt.deadline if state == AttemptState.EXPIRED else now()
    attempt.score, attempt.max_score = result.score, result.max_score
    attempt.passed = result.reaches(attempt.pass_percent)
    facts = {
        "attempt": str(attempt.pk),
        "exam": attempt.exam_id,
        "revision": attempt.revision_id,
        "number": attempt.number,
        "state": str(state.value),
        "paper": attempt.paper_digest,
        "answers": answers,
        "started_at": iso_ms(attempt.started_at),
        "finished_at": iso_ms(attempt.finished_at),
        "score": result.score,
        "max_score": result.max_score,
        "passed": attempt.passed,
    }
    attempt.receipt = hashlib.sha256(canonical_bytes(facts)).hexdigest()
    attempt.save(
        update_fields=["state", "finished_at", "score", "max_score", "passed", "receipt"],
    )
    answers_digest = hashlib.sha256(canonical_bytes(answers)).hexdigest()
    append(
        kind="exam.receipt",
        facts=facts | {"answers": answers_digest, "receipt": attempt.receipt},
        personal={"person": str(attempt.person_id)},
        by_id=None,
    )
    attempt_submitted.send(attempt_id=str(attempt.pk))
