"""Pages of the exam room: before, during and after an attempt."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.audit import describe, kept_by
from core.errors import DomainError, NotFound
from learning.exams import queries, services
from learning.exams.models import Attempt
from learning.people import require_person


@never_cache
@login_required
@require_safe
def show_exam(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what the exam asks for, the attempts so far, and the button that starts."""
    exam = queries.find_exam(request.user, page_id)
    if exam is None:
        raise NotFound(_("There is no such exam."))
    standing = queries.standing_of(require_person(request.user), exam)
    return render(request, "learning/exam_page.html", {"exam": exam, "standing": standing})


@login_required
@require_POST
def start(request: HttpRequest, page_id: int) -> HttpResponse:
    """Start an attempt, or go to the one that is running."""
    exam = queries.find_exam(request.user, page_id)
    if exam is None:
        raise NotFound(_("There is no such exam."))
    attempt = services.start_attempt(person=require_person(request.user), exam=exam)
    describe(request, action="exam.start", object_type="learning.Attempt", object_id=attempt.pk)
    return redirect("learning:attempt", attempt.pk)


@never_cache
@login_required
@require_safe
def show_attempt(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Show the sitting while the attempt runs, the result afterwards."""
    attempt = services.settle(_own(request, attempt_id))
    if attempt.is_open:
        return render(request, "learning/exam_sitting.html", _sitting(attempt))
    return render(request, "learning/exam_result.html", _result(attempt))


@login_required
@require_POST
def sit(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Take the attempt over to this device, without JavaScript."""
    services.sit_down(person=require_person(request.user), attempt_id=attempt_id)
    return redirect("learning:attempt", attempt_id)


@login_required
@require_POST
@kept_by("learning.AnswerEvent")
def save(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Save the whole sheet of a browser without JavaScript, question by question; hand in if asked."""
    attempt = _own(request, attempt_id)
    person = require_person(request.user)
    standing = {answer.question_id: answer for answer in attempt.answers.all()}
    try:
        for question in attempt.questions:
            name = question["id"]
            chosen = sorted(request.POST.getlist(f"q-{name}"))
            answer = standing.get(name)
            if chosen == (answer.value if answer else []):
                continue
            services.save_answer(
                person=person,
                attempt_id=attempt_id,
                question_id=name,
                value=chosen,
                client_seq=(answer.client_seq if answer else 0) + 1,
                epoch=attempt.epoch,
            )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("learning:attempt", attempt_id)
    if "submit" in request.POST:
        services.submit_attempt(person=person, attempt_id=attempt_id)
    else:
        messages.success(request, _("Your answers are saved."))
    return redirect("learning:attempt", attempt_id)


@login_required
@require_POST
def submit(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Hand in and show the result."""
    attempt = services.submit_attempt(person=require_person(request.user), attempt_id=attempt_id)
    describe(request, action="exam.submit", object_type="learning.Attempt", object_id=attempt.pk)
    return redirect("learning:attempt", attempt_id)


def _own(request: HttpRequest, attempt_id: UUID) -> Attempt:
    attempt = queries.find_attempt(require_person(request.user), attempt_id)
    if attempt is None:
        raise NotFound(_("There is no such attempt."))
    return attempt


def _sitting(attempt: Attempt) -> dict[str, Any]:
    answers = queries.answers_of(attempt)
    questions = [
        question | {"number": number, "chosen": answers.get(question["id"], [])}
        for number, question in enumerate(attempt.questions, start=1)
    ]
    return {
        "attempt": attempt,
        "exam": attempt.exam,
        "questions": questions,
        "answered": sum(1 for question in questions if question["chosen"]),
        "sheet": {
            "id": str(attempt.pk),
            "deadline": attempt.deadline.isoformat(),
            "questions": [{"id": q["id"], "kind": q["kind"], "number": q["number"]} for q in questions],
        },
    }


def _result(attempt: Attempt) -> dict[str, Any]:
    standing = queries.standing_of(attempt.person, attempt.exam)
    reviewed = queries.review_answers(attempt)
    assert attempt.finished_at is not None  # noqa: S101 - a database constraint
    return {
        "attempt": attempt,
        "exam": attempt.exam,
        "standing": standing,
        "reviewed": reviewed,
        "released": any(item.is_right is not None for item in reviewed),
        "quarantined": queries.quarantined_of(attempt),
        "seconds": int((attempt.finished_at - attempt.started_at).total_seconds()),
    }
