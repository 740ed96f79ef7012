"""A case as it is drawn: its stages and steps, what comes next, who may record it, and why not yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core import clock
from organization.authority import AnyUser
from organization.development.dates import RuleBook, Window, probation_end, window_of
from organization.development.models import DevelopmentCase, StepRecord
from organization.development.progress import Progress, fold
from organization.development.queries import (
    effective,
    fact_of,
    responsible_unit,
    rule_book,
    superiors_of,
    why_not,
)
from organization.development.steps import STEPS, Step
from organization.development.types import Refusal, Stage
from organization.models import Unit


@dataclass(frozen=True)
class StepView:
    """One step of a case as it is drawn."""

    step: Step
    unit: Unit | None
    records: list[StepRecord] = field(default_factory=list)
    is_done: bool = False
    is_current: bool = False
    window: Window | None = None
    refusal: Refusal | None = None
    today: date = date.min

    @property
    def record(self) -> StepRecord | None:
        """The record by which it stands, or the last one that was tried."""
        return self.records[-1] if self.records else None

    @property
    def days_left(self) -> int:
        """The days that are missing until it can be done."""
        return self.window.days_left(self.today) if self.window else 0

    @property
    def is_overdue(self) -> bool:
        """Whether it is late now."""
        return self.is_current and self.window is not None and self.window.is_overdue(self.today)

    @property
    def is_open(self) -> bool:
        """Whether its date has come."""
        return self.is_current and not self.days_left


@dataclass(frozen=True)
class StageView:
    """One stage of a case as it is drawn."""

    stage: Stage
    steps: list[StepView]

    @property
    def done(self) -> int:
        """How many of its steps stand."""
        return sum(view.is_done for view in self.steps)

    @property
    def is_done(self) -> bool:
        """Whether all its steps stand."""
        return self.done == len(self.steps)

    @property
    def is_current(self) -> bool:
        """Whether a step of it comes next."""
        return any(view.is_current and not view.is_done for view in self.steps)


@dataclass(frozen=True)
class CaseView:
    """A case with its stages, what comes next, and every row of its history."""

    case: DevelopmentCase
    progress: Progress
    stages: list[StageView]
    history: list[StepRecord]
    probation_ends: date | None

    @property
    def steps(self) -> dict[int, StepView]:
        """The steps by number."""
        return {view.step.number: view for stage in self.stages for view in stage.steps}

    @property
    def next_views(self) -> list[StepView]:
        """The steps that can be recorded or waited for now."""
        return [view for view in self.steps.values() if view.is_current]


def view_case(case: DevelopmentCase, user: AnyUser, *, book: RuleBook | None = None) -> CaseView:
    """Return a case as it is drawn for a user."""
    history = list(
        case.records.select_related("recorded_by", "unit", "cancels").prefetch_related("participants__person")
    )
    case._prefetched_objects_cache = {"records": history}  # type: ignore[attr-defined]
    rules, today = book or rule_book(), clock.today()
    counting = effective(history)
    progress = fold(fact_of(record) for record in counting)
    superiors = superiors_of(case.unit)
    by_number: dict[int, list[StepRecord]] = {}
    for record in counting:
        by_number.setdefault(record.number, []).append(record)
    open_now = progress.open_steps if case.is_open else ()
    views: Mapping[int, StepView] = {
        number: StepView(
            step=step,
            unit=responsible_unit(case, step, superiors),
            records=by_number.get(number, []),
            is_done=number in progress.done,
            is_current=step in open_now,
            window=window_of(number, progress, rules) if step in open_now else None,
            refusal=why_not(user, case, step, superiors=superiors) if step in open_now else None,
            today=today,
        )
        for number, step in STEPS.items()
    }
    stages = [
        StageView(stage, [view for view in views.values() if view.step.stage == stage]) for stage in Stage
    ]
    end = probation_end(progress, rules)
    return CaseView(case, progress, stages, history, end.day if end else None)
