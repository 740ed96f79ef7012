"""What member development asks of its officers: steps that are due, or whose date has come.

Every function looks at what is true now and can be called again.
"""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.clock import day_start
from organization.development import queries
from organization.development.models import DevelopmentCase
from organization.development.reminding import dues_of
from organization.development.steps import STEPS
from organization.development.types import CaseState, Why
from organization.services import ONE_DAY
from outreach import services
from outreach.models import Todo
from outreach.types import TodoKind

WITHIN = {Why.DEADLINE.value, Why.EXAMINATION.value}
"""What can become overdue; a date that has come cannot."""


def _subject(case_id: int, step: int, why: str, due: date) -> str:
    return f"development:{case_id}:{step}:{why}:{due.isoformat()}"


def _find(case_id: int) -> DevelopmentCase | None:
    return DevelopmentCase.objects.select_related("person", "unit").filter(pk=case_id).first()


@transaction.atomic
def ask_for_step(case_id: int, step: int, why: str, due: str) -> None:
    """Put a step on the lists of those who record it: at the branch, or at the superior committee."""
    case = _find(case_id)
    day = date.fromisoformat(due)
    if case is None or case.state != CaseState.OPEN or (step, why, day) not in _dues(case):
        return
    unit = queries.responsible_unit(case, STEPS[step])
    if unit is None:
        return
    for user in queries.officers_of(unit, STEPS[step]).order_by("pk"):
        if queries.why_not(user, case, STEPS[step]) is not None:
            continue
        with translation.override(user.language):
            detail = f"{Why(why).label} {due}"
            title = _("%(name)s: step %(number)s, %(step)s") % {
                "name": case.person.name,
                "number": step,
                "step": STEPS[step].name,
            }
        services.assign_todo(
            user_id=user.pk,
            kind=TodoKind.DEVELOPMENT,
            subject=_subject(case_id, step, why, day),
            title=title,
            detail=detail,
            url=f"{reverse('organization:development_case', args=[case_id])}?step={step}",
            due_at=day_start(day + ONE_DAY) if why in WITHIN else None,
        )


@transaction.atomic
def follow_case(case_id: int) -> None:
    """End what waited for steps that are recorded; withdraw what waits of a case that is over or moved."""
    case = _find(case_id)
    waiting = Todo.objects.open().filter(subject__startswith=f"development:{case_id}:")
    rows = list(waiting.values_list("subject", "user_id").order_by("subject", "user_id"))
    if case is None or not rows:
        return
    dues = {_subject(case_id, *due) for due in _dues(case)} if case.state == CaseState.OPEN else set()
    officers: dict[int, set[int]] = {}
    for subject, user_id in rows:
        step = int(subject.split(":")[2])
        if subject not in dues:
            end = services.finish_todos if case.state == CaseState.OPEN else services.withdraw_todos
            end(subject=subject, user_id=user_id)
            continue
        unit = queries.responsible_unit(case, STEPS[step])
        if step not in officers:
            found = queries.officers_of(unit, STEPS[step]) if unit is not None else None
            officers[step] = set(found.values_list("pk", flat=True)) if found is not None else set()
        if user_id not in officers[step]:
            services.withdraw_todos(subject=subject, user_id=user_id)


def _dues(case: DevelopmentCase) -> set[tuple[int, str, date]]:
    """Return what a case will ever remind of as it stands now."""
    progress = queries.progress_of(case)
    found = dues_of(progress, queries.rule_book(), date.max)
    return {(due.number, str(due.why), due.due) for due in found}
