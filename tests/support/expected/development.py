"""What the world holds for `development`, and who gets what from its routes."""

from datetime import date, timedelta
from typing import Any

from organization.development import services
from organization.development.judgement import Values
from organization.types import PartyStatus, Role
from support.expectation import Row, api, form, page, who
from support.people import make_person, make_user_with_role

APPLIED = date(2023, 1, 10)
# The branch works on its cases; the branch next to it does not know of them, all others may not look.
OFFICERS = {"secretary": 200, "other_secretary": 200}
LIST = who(anonymous=302, rest=403, **OFFICERS)
CASE = who(anonymous=302, rest=404, secretary=200)
LIST_API = who(anonymous=401, rest=403, **OFFICERS)
CASE_API = who(anonymous=401, rest=404, secretary=200)
SIGNED_IN = who(anonymous=302, rest=200)
SIGNED_IN_API = who(anonymous=401, rest=200)
NEXT_DAY = (APPLIED + timedelta(days=1)).isoformat()


def _case(world: Any, rest: str = "") -> str:
    return f"/organization/development/{world.things.case.pk}/{rest}"


def _case_api(world: Any, rest: str = "") -> str:
    return f"/api/v1/development/cases/{world.things.case.pk}{rest}"


def _record(world: Any) -> int:
    return int(world.things.case_record.pk)


def _application(world: Any) -> dict[str, Any]:
    return {"unit": world.things.unit.pk, "person": world.things.applicant.pk, "on": NEXT_DAY}


ROWS: list[Row] = [
    page("organization:development", "/organization/development/", LIST),
    page(
        "organization:development_open",
        lambda w: f"/organization/development/new/?unit={w.things.unit.pk}",
        who(anonymous=302, rest=403, secretary=200, other_secretary=404),
    ),
    form(
        "organization:development_open",
        "/organization/development/new/",
        who(anonymous=302, rest=403, secretary=302, other_secretary=404),
        _application,
        decides_for_others=True,
    ),
    page("organization:development_own", "/organization/development/mine/", SIGNED_IN),
    page("organization:development_plan", "/organization/development/plan/", LIST),
    form(
        "organization:development_plan",
        "/organization/development/plan/",
        who(anonymous=302, rest=403, secretary=403, other_secretary=404),
        lambda w: {"unit": w.things.unit.pk, "year": "2026", "quota": "1"},
    ),
    page("organization:development_rules", "/organization/development/rules/", LIST),
    form(
        "organization:development_rules",
        "/organization/development/rules/",
        who(anonymous=302, rest=403),
        {"key": "probation", "value": "12", "effective_from": "2030-01-01", "basis": "x"},
    ),
    page("organization:development_case", _case, CASE),
    page("organization:development_print", lambda w: _case(w, "print/"), CASE),
    page("organization:development_close", lambda w: _case(w, "close/"), CASE),
    form(
        "organization:development_close",
        lambda w: _case(w, "close/"),
        who(anonymous=302, rest=404, secretary=302),
        {"how": "withdrawn", "on": NEXT_DAY, "why": "本人申请"},
        decides_for_others=True,
    ),
    form(
        "organization:development_record",
        lambda w: _case(w, "steps/2/"),
        who(anonymous=302, rest=404, secretary=302),
        {"on": NEXT_DAY, "seen": "1"},
        decides_for_others=True,
    ),
    form(
        "organization:development_record",
        lambda w: _case(w, "steps/4/"),
        who(anonymous=302, rest=404, secretary=403),
        {"on": NEXT_DAY, "seen": "1"},
        case="a step of the superior",
    ),
    page(
        "organization:development_correct",
        lambda w: _case(w, f"records/{_record(w)}/"),
        CASE,
    ),
    form(
        "organization:development_correct",
        lambda w: _case(w, f"records/{_record(w)}/"),
        who(anonymous=302, rest=404, secretary=302),
        {"on": NEXT_DAY, "why": "日期录错"},
        decides_for_others=True,
    ),
    api("GET /api/v1/development/cases", lambda w: "/api/v1/development/cases", LIST_API),
    api(
        "POST /api/v1/development/cases",
        lambda w: "/api/v1/development/cases",
        who(anonymous=401, rest=404, secretary=201),
        lambda w: {"person_id": w.things.applicant.pk, "unit_id": w.things.unit.pk, "on": NEXT_DAY},
        decides_for_others=True,
    ),
    api("GET /api/v1/development/cases/<int:case_id>", _case_api, CASE_API),
    api(
        "POST /api/v1/development/cases/<int:case_id>/records",
        lambda w: _case_api(w, "/records"),
        who(anonymous=401, rest=404, secretary=201),
        {"number": 2, "on": NEXT_DAY},
        decides_for_others=True,
    ),
    api(
        "POST /api/v1/development/cases/<int:case_id>/records/<int:record_id>/correction",
        lambda w: _case_api(w, f"/records/{_record(w)}/correction"),
        who(anonymous=401, rest=404, secretary=200),
        {"reason": "日期录错", "values": {"on": NEXT_DAY}},
        decides_for_others=True,
    ),
    api(
        "POST /api/v1/development/cases/<int:case_id>/closing",
        lambda w: _case_api(w, "/closing"),
        who(anonymous=401, rest=404, secretary=200),
        {"on": NEXT_DAY, "reason": "本人申请", "withdrawn": True},
        decides_for_others=True,
    ),
    api("GET /api/v1/development/mine", lambda w: "/api/v1/development/mine", SIGNED_IN_API),
    api("GET /api/v1/development/plan", lambda w: "/api/v1/development/plan", LIST_API),
    api(
        "POST /api/v1/development/plan",
        lambda w: "/api/v1/development/plan",
        who(anonymous=401, rest=404, secretary=403),
        lambda w: {"unit_id": w.things.unit.pk, "year": 2026, "quota": 1},
    ),
    api("GET /api/v1/development/rules", lambda w: "/api/v1/development/rules", LIST_API),
    api(
        "POST /api/v1/development/rules",
        lambda w: "/api/v1/development/rules",
        who(anonymous=401, rest=403),
        {"key": "probation", "value": 12, "effective_from": "2030-01-01", "basis": "x"},
    ),
]


def furnish(world: Any) -> None:
    """Add the things that the rows speak of."""
    things = world.things
    officer = make_user_with_role(Role.ORGANIZATION_COMMISSIONER, things.unit, "self")
    things.applicant = make_person(things.unit, name="申请人", party_status=PartyStatus.EMPLOYEE)
    applied = make_person(things.unit, name="在办人", party_status=PartyStatus.EMPLOYEE)
    things.case = services.open_case(person=applied, unit=things.unit, values=Values(on=APPLIED), by=officer)
    things.case_record = things.case.records.get()
