"""Refusals of the exam room."""

from core.errors import Conflict, Refused


class ExamClosed(Refused):
    """The exam is not open now, or not to this person."""

    code = "exam_closed"


class NoAttemptsLeft(Refused):
    """Every attempt has been used, or the exam is passed."""

    code = "no_attempts_left"


class Superseded(Conflict):
    """Another device has taken the attempt over; this one may only read."""

    code = "superseded"


class AnswerTooLate(Conflict):
    """The answer came after the deadline; it is kept apart and not graded."""

    code = "answer_too_late"


class AttemptFinished(Conflict):
    """The attempt has been handed in."""

    code = "attempt_finished"
