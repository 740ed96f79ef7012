"""What the world holds for `grants`, and who gets what from its routes."""

from typing import Any

from core import clock
from organization.grants import services
from organization.types import Role
from support.content import root_unit
from support.expectation import SIGNED_IN_API, Make, Row, api, form, page, who
from support.people import make_user_with_role

HOME = "/organization/grants/"
BOTH = {"security_admin": 200, "audit_admin": 200}
READ = who(anonymous=302, rest=403, admin=200)
REFUSED = who(anonymous=302, rest=403)
API = "/api/v1/grants"
READ_API = who(anonymous=401, rest=403, admin=200)
REFUSED_API = who(anonymous=401, rest=403)


def _grant(rest: str) -> Make:
    return lambda w: f"{HOME}{w.things.grant.pk}/{rest}/"


def _request(world: Any) -> str:
    return f"{HOME}requests/{world.things.grant_request.pk}/"


def _new(world: Any) -> dict[str, Any]:
    return {
        "user": world.users["stranger"].username,
        "role": "trainer",
        "unit": root_unit().pk,
        "scope": "self",
        "verbs": "view,manage,serve",
        "valid_from": clock.today().isoformat(),
    }


_withdrawal = {"reason": "不再需要"}
_kept = {"outcome": "kept"}
_confirmed = {"decision": "confirm"}

ROWS: list[Row] = [
    page("organization:grants", HOME, READ, relations=BOTH),
    page("organization:grant_give", f"{HOME}give/", READ, relations={"security_admin": 200}),
    form("organization:grant_give", f"{HOME}give/", REFUSED, _new, relations={"security_admin": 302}),
    page("organization:grant_review", f"{HOME}review/", READ, relations=BOTH),
    form(
        "organization:grant_review_one", _grant("review"), REFUSED, _kept, relations={"security_admin": 302}
    ),
    page("organization:grant_withdraw", _grant("withdraw"), REFUSED, relations={"security_admin": 200}),
    form(
        "organization:grant_withdraw",
        _grant("withdraw"),
        REFUSED,
        _withdrawal,
        relations={"security_admin": 302},
    ),
    page("organization:grant_request", _request, READ, relations=BOTH),
    form("organization:grant_request", _request, REFUSED, _confirmed, relations={"security_admin": 302}),
    api("GET /api/v1/grants", lambda w: f"{API}", READ_API, relations=BOTH),
    api("GET /api/v1/grants/mine", lambda w: f"{API}/mine", SIGNED_IN_API),
    api(
        "POST /api/v1/grants",
        lambda w: API,
        REFUSED_API | {"admin": 403},
        lambda w: {"username": w.users["stranger"].username, "role": "trainer", "unit_id": root_unit().pk},
        relations={"security_admin": 201},
    ),
    api(
        "POST /api/v1/grants/<int:grant_id>/withdrawal",
        lambda w: f"{API}/{w.things.grant.pk}/withdrawal",
        REFUSED_API,
        _withdrawal,
        relations={"security_admin": 200},
    ),
    api("GET /api/v1/grants/requests", lambda w: f"{API}/requests", READ_API, relations=BOTH),
    api(
        "POST /api/v1/grants/requests/<int:request_id>/answer",
        lambda w: f"{API}/requests/{w.things.grant_request.pk}/answer",
        REFUSED_API,
        {"confirm": True},
        relations={"security_admin": 200},
    ),
    api("GET /api/v1/audit", lambda w: "/api/v1/audit", REFUSED_API, relations={"audit_admin": 200}),
    page("organization:audit", "/organization/audit/", REFUSED, relations={"audit_admin": 200}),
    form("organization:audit_export", "/organization/audit/export/", REFUSED, relations={"audit_admin": 200}),
]


def furnish(world: Any) -> None:
    """Add the things that the rows speak of: a grant, and a request that the system administrator made."""
    root = root_unit()
    world.things.grant = make_user_with_role(Role.TRAINER, root).grants.get()
    world.things.grant_request = services.ask_for_grant(
        user=make_user_with_role(Role.MEMBER, root),
        role=Role.AUDIT_ADMIN,
        unit=root,
        by=world.users["admin"],
        reason="增设审计管理员",
    )
