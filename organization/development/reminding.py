"""What the day asks for: examinations due, dates that have come, deadlines near, probation that ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from organization.development import queries
from organization.development.dates import RuleBook, probation_end, window_of
from organization.development.models import DevelopmentCase, StepReminder
from organization.development.progress import Progress
from organization.development.services import follow_person
from organization.development.steps import CONVERTED, RESOLUTION
from organization.development.types import CaseState, Why
from organization.models import Membership, valid_on
from organization.signals import step_due
from organization.types import MembershipKind

AHEAD = timedelta(days=7)
"""How long before a deadline its reminder goes out."""


@dataclass(frozen=True)
class Due:
    """One thing of which a day reminds."""

    number: int
    why: Why
    due: date


def dues_of(progress: Progress, book: RuleBook, today: date) -> Iterator[Due]:
    """Yield what a day reminds of in a case; pure."""
    for step in progress.open_steps:
        window = window_of(step.number, progress, book)
        if window is None:
            continue
        if window.deadline is not None and today >= window.deadline.day - AHEAD:
            yield Due(step.number, Why.EXAMINATION if step.repeats else Why.DEADLINE, window.deadline.day)
        if step.number != RESOLUTION and window.earliest.rule and today >= window.earliest.day:
            yield Due(step.number, Why.POSSIBLE, window.earliest.day)
    end = probation_end(progress, book)
    waits = end is not None and CONVERTED not in progress.done and RESOLUTION not in progress.done
    if end is not None and waits and not progress.cancelled_on and today >= end.day - AHEAD:
        yield Due(RESOLUTION, Why.PROBATION, end.day)


@transaction.atomic
def remind(today: date) -> int:
    """Send what a day reminds of, each thing once; return how many were sent."""
    book, sent = queries.rule_book(), 0
    open_cases = DevelopmentCase.objects.filter(state=CaseState.OPEN).prefetch_related("records")
    for case in open_cases.order_by("pk").iterator(chunk_size=500):
        for due in dues_of(queries.progress_of(case), book, today):
            _reminder, is_new = StepReminder.objects.get_or_create(
                case=case, number=due.number, why=due.why, due=due.due
            )
            if is_new:
                step_due.send(case_id=case.pk, step=due.number, why=str(due.why), due=due.due.isoformat())
                sent += 1
    return sent


@transaction.atomic
def follow_moves(today: date) -> int:
    """Let the cases of people whose relation has moved go on in the new branch; return how many moved."""
    moved = 0
    here = Membership.objects.filter(valid_on(today), kind=MembershipKind.RELATION)
    open_cases = DevelopmentCase.objects.filter(state=CaseState.OPEN).select_related("person")
    there = dict(
        here.filter(person__in=open_cases.order_by().values("person")).values_list("person_id", "unit_id")
    )
    for case in open_cases.order_by("pk"):
        if there.get(case.person_id, case.unit_id) != case.unit_id:
            moved += follow_person(person=case.person) is not None
    return moved
