"""What the world holds for `grants`, and who gets what from its routes."""

from typing import Any

from core import clock
from organization.grants import services
from organization.types import Role
from support.content import root_unit
from support.expectation import Make, Row, form, page, who
from support.people import make_user_with_role

HOME = "/organization/grants/"
BOTH = {"security_admin": 200, "audit_admin": 200}
READ = who(anonymous=302, rest=403, admin=200)
REFUSED = who(anonymous=302, rest=403)


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
