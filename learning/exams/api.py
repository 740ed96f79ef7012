"""The API of exams. Times are ISO 8601 in UTC; every answer carries the server's time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from accounts.http import require_scope
from core.audit import describe, kept_by
from core.clock import now
from core.errors import NotFound
from learning.exams import queries, services
from learning.exams.models import Attempt
from learning.people import require_person

router = Router(tags=["exams"])


class ExamOut(Schema):
    """An exam and where the caller stands with it."""

    id: int
    title: str
    course_id: int
    minutes: int
    pass_percent: int
    question_count: int
    attempts_left: int
    passed: bool
    can_start: bool
    refusal: str
    opens_at: datetime | None
    closes_at: datetime | None
    running_attempt: UUID | None


class OptionOut(Schema):
    """One option of a question."""

    id: str
    text: str


class QuestionOut(Schema):
    """One question of a paper, without its key."""

    id: str
    kind: str
    stem: str
    marks: int
    options: list[OptionOut]


class AttemptOut(Schema):
    """One's own attempt; questions only while it runs, the score only when it is over."""

    id: UUID
    exam_id: int
    number: int
    state: str
    epoch: int
    started_at: datetime
    deadline: datetime
    finished_at: datetime | None
    receipt: str
    score: int | None
    max_score: int | None
    passed: bool | None
    questions: list[QuestionOut]
    answers: dict[str, list[str]]
    server_time: datetime


class AnswerIn(Schema):
    """One answer: the chosen option ids, the device's epoch and its own growing number."""

    value: list[str]
    seq: int
    epoch: int


class AnswerOut(Schema):
    """The acknowledgement, sent only after the answer is durable."""

    question_id: str
    value: list[str]
    seq: int
    saved_at: datetime
    deadline: datetime
    server_time: datetime


@router.get("/exams/{page_id}", response=ExamOut)
def show_exam(request: HttpRequest, page_id: int) -> dict[str, Any]:
    """Return an exam and where the caller stands with it."""
    require_scope(request, "learning:read")
    exam = queries.find_exam(request.user, page_id)
    if exam is None:
        raise NotFound(_("There is no such exam."))
    standing = queries.standing_of(require_person(request.user), exam)
    return {
        "id": exam.pk,
        "title": exam.title,
        "course_id": standing.course.pk,
        "minutes": exam.minutes,
        "pass_percent": exam.pass_percent,
        "question_count": len(exam.questions),
        "attempts_left": standing.attempts_left,
        "passed": standing.passed,
        "can_start": standing.can_start,
        "refusal": standing.refusal,
        "opens_at": standing.opens_at,
        "closes_at": standing.closes_at,
        "running_attempt": standing.running.pk if standing.running else None,
    }


@router.post("/exams/{page_id}/attempts", response={201: AttemptOut})
def start(request: HttpRequest, page_id: int) -> tuple[int, dict[str, Any]]:
    """Start an attempt, or return the one that is running."""
    require_scope(request, "learning:write")
    exam = queries.find_exam(request.user, page_id)
    if exam is None:
        raise NotFound(_("There is no such exam."))
    attempt = services.start_attempt(person=require_person(request.user), exam=exam)
    describe(request, action="exam.start", object_type="learning.Attempt", object_id=attempt.pk)
    return 201, _present(attempt)


@router.get("/attempts/{uuid:attempt_id}", response=AttemptOut)
def show_attempt(request: HttpRequest, attempt_id: UUID) -> dict[str, Any]:
    """Return one's own attempt."""
    require_scope(request, "learning:read")
    attempt = queries.find_attempt(require_person(request.user), attempt_id)
    if attempt is None:
        raise NotFound(_("There is no such attempt."))
    return _present(services.settle(attempt))


@router.post("/attempts/{uuid:attempt_id}/sit", response=AttemptOut)
def sit(request: HttpRequest, attempt_id: UUID) -> dict[str, Any]:
    """Make this device the one that may save; the device before it can only read from now on."""
    require_scope(request, "learning:write")
    attempt = services.sit_down(person=require_person(request.user), attempt_id=attempt_id)
    describe(request, action="exam.sit", object_type="learning.Attempt", object_id=attempt.pk)
    return _present(attempt)


@router.put("/attempts/{uuid:attempt_id}/answers/{question_id}", response=AnswerOut)
@kept_by("learning.AnswerEvent")
def save(request: HttpRequest, attempt_id: UUID, question_id: str, answer: AnswerIn) -> dict[str, Any]:
    """Save one answer; the reply is sent after the commit."""
    require_scope(request, "learning:write")
    saved = services.save_answer(
        person=require_person(request.user),
        attempt_id=attempt_id,
        question_id=question_id,
        value=answer.value,
        client_seq=answer.seq,
        epoch=answer.epoch,
    )
    return {
        "question_id": saved.question_id,
        "value": saved.value,
        "seq": saved.client_seq,
        "saved_at": saved.saved_at,
        "deadline": saved.deadline,
        "server_time": now(),
    }


@router.post("/attempts/{uuid:attempt_id}/submit", response=AttemptOut)
def submit(request: HttpRequest, attempt_id: UUID) -> dict[str, Any]:
    """Hand in; repeating it returns the same receipt."""
    require_scope(request, "learning:write")
    attempt = services.submit_attempt(person=require_person(request.user), attempt_id=attempt_id)
    describe(request, action="exam.submit", object_type="learning.Attempt", object_id=attempt.pk)
    return _present(attempt)


def _present(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.pk,
        "exam_id": attempt.exam_id,
        "number": attempt.number,
        "state": attempt.state,
        "epoch": attempt.epoch,
        "started_at": attempt.started_at,
        "deadline": attempt.deadline,
        "finished_at": attempt.finished_at,
        "receipt": attempt.receipt,
        "score": attempt.score,
        "max_score": attempt.max_score,
        "passed": attempt.passed,
        "questions": attempt.questions if attempt.is_open else [],
        "answers": queries.answers_of(attempt),
        "server_time": now(),
    }
