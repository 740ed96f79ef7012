"""The API of member development: what the pages do, by the same services and the same rules."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from accounts.http import require_scope, require_user
from core import clock
from core.audit import describe
from core.errors import Invalid, NotFound, Refused
from organization import authority
from organization.development import planning, queries, services
from organization.development.case_view import StepView, view_case
from organization.development.judgement import Values
from organization.development.models import DevelopmentCase, DevelopmentRule, RecordKind, StepRecord
from organization.development.schemas import (
    CaseDetailOut,
    CaseFilter,
    CaseOut,
    CasesOut,
    ClosingIn,
    CorrectionIn,
    OpenIn,
    OwnCaseOut,
    PlanIn,
    PlanOut,
    RecordIn,
    RuleIn,
    RuleOut,
)
from organization.development.steps import STEPS
from organization.development.types import Refusal
from organization.models import Person, Unit
from organization.types import Subject, Verb

router = Router(tags=["development"])
READ, WRITE = "organization:read", "organization:write"
FIRST_YEAR, FARTHEST = 2000, 100_000


def _find(request: HttpRequest, case_id: int) -> DevelopmentCase:
    case = queries.find_case(request.user, case_id)
    if case is None:
        if queries.own_cases(request.user).filter(pk=case_id).exists():
            raise Refused(Refusal.OWN_CASE.label)
        raise NotFound(_("There is no such case."))
    return case


def _require_reach(request: HttpRequest) -> None:
    if not authority.allows(request.user, Verb.VIEW, Subject.DEVELOPMENT):
        raise Refused(_("Member development is seen by those who work on it; your own case is under Me."))


def _tell(request: HttpRequest, action: str, case: DevelopmentCase, note: str = "") -> None:
    describe(
        request,
        action=f"development.{action}",
        object_type="organization.DevelopmentCase",
        object_id=case.pk,
        unit_id=case.unit_id,
        note=note,
    )


@router.get("/development/cases", response=CasesOut)
def list_cases(request: HttpRequest, wanted: Query[CaseFilter]) -> dict[str, Any]:
    """Return the cases in the caller's reach, the newest first."""
    require_scope(request, READ)
    _require_reach(request)
    cases = queries.cases_in_reach(request.user).filter(state=wanted.state)
    if wanted.stage is not None:
        cases = cases.filter(stage=wanted.stage)
    if wanted.unit_id is not None:
        cases = cases.filter(unit=wanted.unit_id)
    start = min(max(wanted.offset, 0), FARTHEST)
    page = cases.order_by("-pk")[start : start + min(max(wanted.limit, 1), 100)]
    return {"count": cases.count(), "items": [_present(case) for case in page]}


@router.post("/development/cases", response={201: CaseDetailOut})
def open_case(request: HttpRequest, told: OpenIn) -> tuple[int, dict[str, Any]]:
    """Record an application."""
    require_scope(request, WRITE)
    user = require_user(request)
    unit = queries.branches_kept(user).filter(pk=told.unit_id).first()
    if unit is None:
        raise NotFound(_("There is no such branch."))
    person = queries.applicants_of(unit).filter(pk=told.person_id).first()
    if person is None:
        raise NotFound(_("There is no such applicant in this branch."))
    case = services.open_case(person=person, unit=unit, values=Values(on=told.on, place=told.place), by=user)
    _tell(request, "open", case)
    return 201, _present_whole(case, request)


@router.get("/development/cases/{int:case_id}", response=CaseDetailOut)
def show_case(request: HttpRequest, case_id: int) -> dict[str, Any]:
    """Return a case with what comes next and its rows."""
    require_scope(request, READ)
    return _present_whole(_find(request, case_id), request)


@router.post("/development/cases/{int:case_id}/records", response={201: CaseDetailOut})
def record_step(request: HttpRequest, case_id: int, told: RecordIn) -> tuple[int, dict[str, Any]]:
    """Record a step."""
    require_scope(request, WRITE)
    case = _find(request, case_id)
    _tell(request, "record", case, f"step {told.number}")
    services.record_step(
        case=case, number=told.number, values=told.values(), by=require_user(request), expected=told.seen
    )
    return 201, _present_whole(_find(request, case_id), request)


@router.post("/development/cases/{int:case_id}/records/{int:record_id}/correction", response=CaseDetailOut)
def correct_step(request: HttpRequest, case_id: int, record_id: int, told: CorrectionIn) -> dict[str, Any]:
    """Correct a record of somebody else."""
    require_scope(request, WRITE)
    case = _find(request, case_id)
    record = case.records.filter(pk=record_id, kind=RecordKind.STEP).first()
    if record is None:
        raise NotFound(_("There is no such step record."))
    _tell(request, "correct", case, f"step {record.number}")
    services.correct_step(
        record=record,
        values=told.values.values() if told.values else None,
        by=require_user(request),
        reason=told.reason,
    )
    return _present_whole(_find(request, case_id), request)


@router.post("/development/cases/{int:case_id}/closing", response=CaseOut)
def close_case(request: HttpRequest, case_id: int, told: ClosingIn) -> dict[str, Any]:
    """End a case before its time."""
    require_scope(request, WRITE)
    case = _find(request, case_id)
    _tell(request, "close", case)
    closed = services.close_case(
        case=case, on=told.on, reason=told.reason, by=require_user(request), withdrawn=told.withdrawn
    )
    return _present(closed)


@router.get("/development/mine", response=list[OwnCaseOut])
def list_own(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the caller's own cases, the newest first."""
    require_scope(request, READ)
    found = []
    for case in queries.own_cases(request.user):
        view = view_case(case, request.user)
        done = {number: fact.on for number, fact in view.progress.done.items()}
        steps = [_present_step(one) for one in view.next_views]
        found.append(_present(case) | {"done": done, "next_steps": steps})
    return found


@router.get("/development/plan", response=list[PlanOut])
def show_plan(request: HttpRequest, year: int | None = None) -> list[dict[str, Any]]:
    """Return the plan of a year (default: this one) for the branches in the caller's reach."""
    require_scope(request, READ)
    _require_reach(request)
    units = authority.units_allowed(request.user, Verb.VIEW, Subject.DEVELOPMENT)
    this_year = clock.today().year
    if year is not None and not FIRST_YEAR <= year <= this_year + 1:
        raise Invalid(
            _("There is no plan of that year."), fields={"year": _("There is no plan of that year.")}
        )
    lines = queries.plan_of(units, year or this_year)
    return [
        {
            "unit_id": line.unit.pk,
            "unit": line.unit.name,
            "planned": line.planned,
            "admitted": line.admitted,
            "on_the_way": line.on_the_way,
        }
        for line in lines
    ]


@router.post("/development/plan", response=list[PlanOut])
def set_plan(request: HttpRequest, told: PlanIn) -> list[dict[str, Any]]:
    """Plan the places of a branch."""
    require_scope(request, WRITE)
    units = authority.units_allowed(request.user, Verb.VIEW, Subject.DEVELOPMENT)
    unit: Unit | None = units.filter(pk=told.unit_id).first()
    if unit is None:
        raise NotFound(_("There is no such branch."))
    describe(
        request,
        action="development.plan",
        object_type="organization.Unit",
        object_id=unit.pk,
        unit_id=unit.pk,
    )
    planning.set_quota(unit=unit, year=told.year, quota=told.quota, by=require_user(request))
    return show_plan(request, told.year)


@router.get("/development/rules", response=list[RuleOut])
def list_rules(request: HttpRequest) -> list[DevelopmentRule]:
    """Return every dated rule with its source."""
    require_scope(request, READ)
    _require_reach(request)
    return list(DevelopmentRule.objects.order_by("key", "effective_from"))


@router.post("/development/rules", response={201: RuleOut})
def set_rule(request: HttpRequest, told: RuleIn) -> tuple[int, DevelopmentRule]:
    """Give a rule another value from a day to come."""
    require_scope(request, WRITE)
    describe(request, action="development.rule", object_type="organization.DevelopmentRule")
    return 201, planning.set_rule(by=require_user(request), **told.dict())


def _present(case: DevelopmentCase) -> dict[str, Any]:
    person: Person = case.person
    return {
        "id": case.pk,
        "person_id": person.pk,
        "name": person.name,
        "unit_id": case.unit_id,
        "state": str(case.state),
        "stage": case.stage,
        "current_step": case.current_step,
    }


def _present_whole(case: DevelopmentCase, request: HttpRequest) -> dict[str, Any]:
    view = view_case(case, request.user)
    return _present(case) | {
        "probation_ends": view.probation_ends,
        "next_steps": [_present_step(one) for one in view.next_views],
        "records": [_present_record(record) for record in view.history],
        "seen": len(view.history),
    }


def _present_step(view: StepView) -> dict[str, Any]:
    window = view.window
    return {
        "number": view.step.number,
        "name": str(STEPS[view.step.number].name),
        "earliest": window.earliest.day if window else None,
        "because": window.because() if window else "",
        "deadline": window.deadline.day if window and window.deadline else None,
        "overdue": view.is_overdue,
        "days_left": view.days_left,
        "unit_id": view.unit.pk if view.unit else None,
        "refusal": str(view.refusal.label) if view.refusal else "",
    }


def _present_record(record: StepRecord) -> dict[str, Any]:
    return {
        "id": record.pk,
        "sequence": record.sequence,
        "kind": str(record.kind),
        "number": record.number,
        "on": record.on,
        "result": str(record.result),
        "place": record.place,
        "late": record.is_late,
        "reason": record.reason,
        "cancels": record.cancels_id,
        "people": [participant.person_id for participant in record.participants.all()],
        "rules": record.rules,
        "unit_id": record.unit_id,
        "recorded_by": record.recorded_by_id,
        "recorded_at": record.recorded_at,
    }
