"""What the world holds for `codes`, and who gets what from its routes."""

from typing import Any

from organization.codes import services
from organization.models import Unit
from support.expectation import Make, Row, form, page, who
from support.people import make_person

HOME = "/organization/codes/"
OFFICERS = {"secretary": 200, "other_secretary": 200, "admin": 200}
LIST = who(anonymous=302, rest=403, **OFFICERS)


def _code(rest: str) -> Make:
    return lambda w: f"{HOME}{w.things.code.pk}/{rest}/"


def _asked(world: Any) -> dict[str, Any]:
    return {"person": world.things.locked_out.pk, "reason": "忘记密码"}


ROWS: list[Row] = [
    page("organization:codes", HOME, LIST),
    page("organization:code_ask", f"{HOME}new/", LIST),
    form(
        "organization:code_ask",
        f"{HOME}new/",
        who(anonymous=302, rest=403, secretary=302, admin=302, other_secretary=422),
        _asked,
        decides_for_others=True,
    ),
    form(
        "organization:code_confirm",
        _code("confirm"),
        who(anonymous=302, rest=404, secretary=403, admin=200),
        decides_for_others=True,
    ),
    form(
        "organization:code_withdraw",
        _code("withdraw"),
        who(anonymous=302, rest=404, secretary=302, admin=302),
        decides_for_others=True,
    ),
]


def furnish(world: Any) -> None:
    """Add the things that the rows speak of."""
    things, branch = world.things, Unit.objects.get(pk=world.things.unit.pk)
    things.locked_out = make_person(branch, name="进不来")
    waiting = make_person(branch, name="等待码").user
    assert waiting is not None
    things.code = services.ask_for_code(user=waiting, reason="短信不通", by=world.users["secretary"])
