"""What the API of member development takes and gives."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

from organization.development.judgement import Values
from organization.development.types import CaseState


class StepOut(Schema):
    """A step that comes next: from when on, until when, who records it, and whether the caller may."""

    number: int
    name: str
    earliest: date | None
    because: str
    deadline: date | None
    overdue: bool
    days_left: int
    unit_id: int | None
    refusal: str


class RecordOut(Schema):
    """One row of a case; a counter-row takes back the row it names."""

    id: int
    sequence: int
    kind: str
    number: int
    on: date
    result: str
    place: str
    late: bool
    reason: str
    cancels: int | None
    people: list[int]
    rules: list[dict[str, Any]]
    unit_id: int
    recorded_by: int
    recorded_at: datetime


class CaseOut(Schema):
    """A case of the list."""

    id: int
    person_id: int
    name: str
    unit_id: int
    state: str
    stage: int
    current_step: int


class CaseDetailOut(CaseOut):
    """A case with what comes next and its rows; `seen` goes back with the next record."""

    probation_ends: date | None
    next_steps: list[StepOut]
    records: list[RecordOut]
    seen: int


class OwnCaseOut(Schema):
    """One's own case: what is done, what comes next and why not yet."""

    id: int
    state: str
    stage: int
    current_step: int
    done: dict[int, date]
    next_steps: list[StepOut]


class CasesOut(Schema):
    """A page of cases, with how many there are."""

    count: int
    items: list[CaseOut]


class StepIn(Schema):
    """What is told of a step; only the parts that the step asks for count."""

    on: date
    result: str = "done"
    place: str = ""
    eligible: int | None = None
    present: int | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    training_days: int | None = None
    training_hours: int | None = None
    extension_months: int | None = None
    leaving: bool = False
    people: list[int] = []
    reason: str = ""

    def values(self) -> Values:
        """Return what was told as the service takes it."""
        names = ("number", "seen", "person_id", "unit_id", "people")
        told = {name: value for name, value in self.dict().items() if name not in names}
        return Values(people=tuple(self.people), **told)


class RecordIn(StepIn):
    """A step to be recorded; `seen` is the number of rows that the caller knew."""

    number: int
    seen: int | None = None


class OpenIn(Schema):
    """An application."""

    person_id: int
    unit_id: int
    on: date
    place: str = ""


class CorrectionIn(Schema):
    """A correction: the reason, and the right values; without them the last record is taken back."""

    reason: str
    values: StepIn | None = None


class ClosingIn(Schema):
    """The early end of a case."""

    on: date
    reason: str
    withdrawn: bool


class PlanOut(Schema):
    """The plan of a branch in a year."""

    unit_id: int
    unit: str
    planned: int | None
    admitted: int
    on_the_way: int


class PlanIn(Schema):
    """The planned places of a branch in a year."""

    unit_id: int
    year: int
    quota: int


class RuleOut(Schema):
    """One dated rule with its source."""

    id: int
    key: str
    value: int
    unit: str
    effective_from: date
    basis: str
    verified: bool


class RuleIn(Schema):
    """Another value of a rule from a day to come."""

    key: str
    value: int
    effective_from: date
    basis: str
    verified: bool = False


class CaseFilter(Schema):
    """Which cases of the caller's reach are wanted."""

    stage: int | None = None
    unit_id: int | None = None
    state: str = CaseState.OPEN.value
    offset: int = 0
    limit: int = 50
