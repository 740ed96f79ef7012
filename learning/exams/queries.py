"""What may be read of exams, by whom and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cms_pages.models import CoursePage, ExamPage
from cms_pages.queries import visible_pages
from core.clock import now
from learning.enrollment.models import Enrollment
from learning.exams.grading import grade
from learning.exams.models import AnswerEvent, AnswerOutcome, Attempt, AttemptState
from organization.models import Person


@dataclass(frozen=True)
class ExamStanding:
    """Where a person stands with an exam; `refusal` is the sentence why no attempt can start, or empty."""

    exam: ExamPage
    course: CoursePage
    attempts: list[Attempt]
    running: Attempt | None
    attempts_left: int
    passed: bool
    refusal: str
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def can_start(self) -> bool:
        """Return whether a new attempt may start now."""
        return not self.refusal and self.running is None


def standing_of(person: Person, exam: ExamPage) -> ExamStanding:
    """Return where a person stands with an exam (4 queries)."""
    course = exam.get_parent().specific
    attempts = list(
        Attempt.objects.filter(person=person, exam=exam).order_by("-number").defer("questions", "key")
    )
    running = next((attempt for attempt in attempts if attempt.is_open), None)
    passed = any(attempt.passed for attempt in attempts)
    left = max(0, exam.attempts_allowed - len(attempts))
    moment = now()
    refusal = ""
    if not Enrollment.objects.active().filter(person=person, course_id=course.pk).exists():
        refusal = _("Enroll in the course first.")
    elif exam.opens_at and moment < exam.opens_at:
        refusal = _("The exam has not opened yet.")
    elif exam.closes_at and moment >= exam.closes_at:
        refusal = _("The exam has closed.")
    elif passed:
        refusal = _("You have passed this exam.")
    elif not left and running is None:
        refusal = _("You have used every attempt.")
    return ExamStanding(exam, course, attempts, running, left, passed, refusal, exam.opens_at, exam.closes_at)


def find_exam(user: Any, page_id: int) -> ExamPage | None:
    """Return a live exam that this user may see, or nothing."""
    return visible_pages(user, ExamPage).filter(pk=page_id).first()


def find_attempt(person: Person | None, attempt_id: Any) -> Attempt | None:
    """Return the person's own attempt, or nothing: somebody else's does not exist for them."""
    if person is None:
        return None
    return Attempt.objects.select_related("exam").filter(pk=attempt_id, person=person).first()


def answers_of(attempt: Attempt) -> dict[str, list[str]]:
    """Return the answers as they stand, by question."""
    return dict(attempt.answers.values_list("question_id", "value"))


def quarantined_of(attempt: Attempt) -> list[AnswerEvent]:
    """Return the answers that arrived too late or from a replaced device, oldest first."""
    kept_apart = [AnswerOutcome.LATE, AnswerOutcome.CLOSED, AnswerOutcome.SUPERSEDED]
    return list(attempt.events.filter(outcome__in=kept_apart).order_by("id"))


@dataclass(frozen=True)
class ReviewedQuestion:
    """One question of a finished attempt; `right_options` and `explanation` are empty before release."""

    number: int
    question: dict[str, Any]
    chosen: list[str]
    is_right: bool | None
    right_options: list[str]
    explanation: str


def key_is_released(attempt: Attempt) -> bool:
    """Return whether the key may be shown: after a pass, or when no attempt is left to profit from it."""
    if attempt.is_open:
        return False
    siblings = Attempt.objects.filter(person_id=attempt.person_id, exam_id=attempt.exam_id)
    finished = siblings.exclude(state=AttemptState.IN_PROGRESS)
    if finished.filter(passed=True).exists():
        return True
    return finished.count() >= attempt.exam.attempts_allowed


def review_answers(attempt: Attempt) -> list[ReviewedQuestion]:
    """Return the questions of a finished attempt; right and wrong only once the key is released."""
    released = key_is_released(attempt)
    answers = answers_of(attempt)
    right = grade(attempt.questions, attempt.key, answers).right
    return [
        ReviewedQuestion(
            number=number,
            question=question,
            chosen=answers.get(question["id"], []),
            is_right=right[question["id"]] if released else None,
            right_options=attempt.key[question["id"]]["right"] if released else [],
            explanation=attempt.key[question["id"]]["explanation"] if released else "",
        )
        for number, question in enumerate(attempt.questions, start=1)
    ]
