"""Who gets what from the routes of sign-in, sessions and tokens."""

from typing import Any

from accounts.models import ApiToken
from accounts.services import create_token
from support.expectation import SIGNED_IN, Row, form, page, who

ROWS: list[Row] = [
    form("accounts:confirm", "/accounts/confirm/", who(anonymous=422, rest=422), {"username": "x"}),
    page("accounts:sessions", "/accounts/sessions/", SIGNED_IN, case="own"),
    form("accounts:end_sessions", "/accounts/sessions/end/", who(anonymous=302, rest=302), case="own"),
    page("accounts:tokens", "/accounts/tokens/", SIGNED_IN, case="own"),
    form("accounts:tokens", "/accounts/tokens/", SIGNED_IN, {"name": "x"}, case="own"),
    form(
        "accounts:revoke_token",
        lambda w: f"/accounts/tokens/{w.things.token.pk}/revoke/",
        who(anonymous=302, rest=404, owner=302),
    ),
]


def furnish(world: Any) -> None:
    """Give the owner a token."""
    create_token(owner=world.users["owner"], name="程序", scopes=["learning:read"])
    world.things.token = ApiToken.objects.get(owner=world.users["owner"])
