"""What the world holds for `units`, and who gets what from its routes."""

from datetime import timedelta
from typing import Any

from core import clock
from organization.units import terms
from support.content import root_unit
from support.expectation import SIGNED_IN, SIGNED_IN_API, Make, Row, api, form, page, who
from support.people import LONG_AGO, make_unit

HOME = "/organization/"
API = "/api/v1/organization"
OFFICERS = {"secretary": 200, "other_secretary": 200, "admin": 200}
SEEN = who(anonymous=302, rest=403, **OFFICERS)
SEEN_API = who(anonymous=401, rest=403, **OFFICERS)
SHOWN = who(anonymous=302, rest=403, admin=200)
SENT = who(anonymous=302, rest=403, admin=302)


def _unit(rest: str = "") -> Make:
    return lambda w: f"{HOME}units/{w.things.spare.pk}/{rest}"


def _committee(rest: str) -> Make:
    return lambda w: f"{HOME}committees/{w.things.committee.pk}/{rest}/"


def _api(rest: str = "") -> Make:
    return lambda w: f"{API}/units/{w.things.spare.pk}{rest}"


def _changed(**facts: Any) -> Make:
    return lambda w: (
        {"reason": "机构调整"}
        | {name: value(w) if callable(value) else value for name, value in facts.items()}
    )


def _today(world: Any) -> str:
    return clock.today().isoformat()


def _next_year(world: Any) -> str:
    return (clock.today() + timedelta(365)).isoformat()


def _root(world: Any) -> int:
    return int(root_unit().pk)


_new = {"kind": "branch", "name": "新支部", "code": "NEW-1", "valid_from": _today}
_part = {"name": "新支部", "code": "NEW-2"}
_term = {"unit_kind": "union", "years": 5, "remind_days": 90, "basis": "章程", "valid_from": _today}
_limit = {"kind": "large_branch", "threshold": 60, "basis": "试行", "valid_from": _today}

FORMS: list[tuple[str, Make, Make]] = [
    (
        "unit_set_up",
        lambda w: f"{HOME}units/new/",
        _changed(parent=_root, **_new),
    ),
    ("unit_rename", _unit("rename/"), _changed(name="改名支部", on=_today)),
    ("unit_move", _unit("move/"), _changed(parent=lambda w: w.things.unit.pk, on=_today)),
    ("unit_merge", _unit("merge/"), _changed(units=lambda w: w.things.merged.pk, on=_today)),
    ("unit_split", _unit("split/"), _changed(name_1="分出支部", code_1="NEW-3", on=_today)),
    ("unit_dissolve", _unit("dissolve/"), _changed(last_day=_today)),
    ("committee_elect", _unit("committee/"), _changed(kind="discipline", first_day=_today)),
    ("committee_postpone", _committee("postpone"), _changed(planned_end=_next_year)),
    ("committee_end", _committee("end"), _changed(last_day=_today)),
]
RULES: list[tuple[str, Make, Make]] = [
    ("term_rule", lambda w: f"{HOME}terms/rule/", _changed(**_term)),
    ("coverage_rule", lambda w: f"{HOME}coverage/rule/", _changed(**_limit)),
]
CHANGES: list[tuple[str, Make, Make]] = [
    ("units/<int:unit_id>/rename", _api("/rename"), _changed(name="改名支部")),
    ("units/<int:unit_id>/move", _api("/move"), _changed(parent_id=lambda w: w.things.unit.pk)),
    (
        "units/<int:unit_id>/merge",
        _api("/merge"),
        _changed(units=lambda w: [w.things.merged.pk], on=_today),
    ),
    ("units/<int:unit_id>/split", _api("/split"), _changed(parts=[_part], on=_today)),
    ("units/<int:unit_id>/dissolve", _api("/dissolve"), _changed(last_day=_today)),
    (
        "committees/<int:committee_id>/postpone",
        lambda w: f"{API}/committees/{w.things.committee.pk}/postpone",
        _changed(planned_end=_next_year),
    ),
    (
        "committees/<int:committee_id>/end",
        lambda w: f"{API}/committees/{w.things.committee.pk}/end",
        _changed(last_day=_today),
    ),
]

ROWS: list[Row] = [
    page("organization:home", HOME, SIGNED_IN),
    page("organization:chart_level", lambda w: f"{HOME}chart/{w.things.unit.pk}/", SIGNED_IN),
    page("organization:unit", lambda w: f"{HOME}units/{w.things.unit.pk}/", SIGNED_IN),
    page(
        "organization:unit_people",
        lambda w: f"{HOME}units/{w.things.unit.pk}/people/",
        who(anonymous=302, rest=403, secretary=200, admin=200),
    ),
    page("organization:terms", f"{HOME}terms/", SEEN),
    page("organization:coverage", f"{HOME}coverage/", SEEN),
    *(page(f"organization:{name}", path, SHOWN) for name, path, _body in FORMS),
    *(form(f"organization:{name}", path, SENT, body) for name, path, body in FORMS),
    # The rules hold for every root; nobody here manages them all.
    *(page(f"organization:{name}", path, who(anonymous=302, rest=403)) for name, path, _body in RULES),
    *(form(f"organization:{name}", path, who(anonymous=302, rest=403), body) for name, path, body in RULES),
    # The API
    api(f"GET {API}/units", lambda w: f"{API}/units", SIGNED_IN_API),
    api(f"GET {API}/units/<int:unit_id>", _api(), SIGNED_IN_API),
    api(f"GET {API}/units/<int:unit_id>/committees", _api("/committees"), SIGNED_IN_API),
    api(f"GET {API}/terms", lambda w: f"{API}/terms", SEEN_API),
    api(f"GET {API}/coverage", lambda w: f"{API}/coverage", SEEN_API),
    api(
        f"POST {API}/units",
        lambda w: f"{API}/units",
        who(anonymous=401, rest=403, admin=201),
        _changed(parent_id=_root, **_new),
    ),
    api(
        f"POST {API}/units/<int:unit_id>/committees",
        _api("/committees"),
        who(anonymous=401, rest=403, admin=201),
        _changed(kind="discipline", first_day=_today),
    ),
    *(
        api(f"POST {API}/{key}", path, who(anonymous=401, rest=403, admin=200), body)
        for key, path, body in CHANGES
    ),
]


def furnish(world: Any) -> None:
    """Add the things that the rows speak of: two branches beside the others, one with a committee."""
    root = root_unit()
    world.things.spare = make_unit("备用党支部", parent=root)
    world.things.merged = make_unit("并入党支部", parent=root)
    world.things.committee = terms.elect_committee(
        unit=world.things.spare, first_day=LONG_AGO, planned_end=clock.today() + timedelta(30), by=None
    )
