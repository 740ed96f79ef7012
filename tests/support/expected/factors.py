"""What the world holds for `factors`, and who gets what from its routes."""

from typing import Any

from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.socialaccount.models import SocialAccount

from accounts.factors import services
from support.expectation import SIGNED_IN, Row, form, page, who
from support.factors import give_app
from support.passkeys import SoftPasskey

MINE = "/accounts/factors/"
KEEPERS = {"secretary": 200, "other_secretary": 200, "admin": 200}
OWNERS = who(anonymous=302, rest=404, owner=302)
GOES_ON = who(anonymous=302, rest=302)


def _passkey(world: Any) -> str:
    return f"{MINE}{world.things.passkey.pk}/"


ROWS: list[Row] = [
    page("accounts:second_step", "/accounts/second-step/", GOES_ON),
    form("accounts:second_step", "/accounts/second-step/", GOES_ON, {"code": "000000"}),
    page("accounts:prove", "/accounts/prove/", SIGNED_IN, case="own"),
    form("accounts:prove", "/accounts/prove/", SIGNED_IN, {"password": "x"}, case="own"),
    page("accounts:sso_start", "/accounts/sso/oidc/", who(anonymous=404, rest=404)),
    page("accounts:sso_callback", "/accounts/sso/oidc/callback/", who(anonymous=404, rest=404)),
    page("accounts:sso_link", "/accounts/sso/link/", GOES_ON),
    form("accounts:sso_link", "/accounts/sso/link/", GOES_ON),
    form("accounts:sso_unlink", lambda w: f"/accounts/sso/links/{w.things.link.pk}/remove/", OWNERS),
    page("accounts:factors", MINE, SIGNED_IN, case="own"),
    page("accounts:totp", f"{MINE}app/", who(anonymous=302, rest=200, owner=302), case="own"),
    form("accounts:totp", f"{MINE}app/", who(anonymous=302, rest=422, owner=302), {"code": "x"}, case="own"),
    form(
        "accounts:recovery_codes",
        f"{MINE}recovery-codes/",
        who(anonymous=302, rest=403, owner=200),
        case="own",
    ),
    page("accounts:passkey", f"{MINE}passkey/", SIGNED_IN, case="own"),
    form("accounts:passkey", f"{MINE}passkey/", who(anonymous=302, rest=422), {"name": "x"}, case="own"),
    page(
        "accounts:factor_resets",
        f"{MINE}resets/",
        who(anonymous=302, rest=403, **KEEPERS),
        relations={"group_secretary": 200, "security_admin": 200},
    ),
    form(
        "accounts:factor_resets",
        f"{MINE}resets/",
        who(anonymous=302, rest=403, **dict.fromkeys(KEEPERS, 422)),
        {"username": "nobody"},
        relations={"group_secretary": 422, "security_admin": 422},
    ),
    form(
        "accounts:factor_reset",
        lambda w: f"{MINE}resets/{w.things.reset.pk}/",
        who(anonymous=302, rest=403, other_secretary=404, secretary=403, admin=302),
        {"decision": "decline"},
        decides_for_others=True,
        note="the secretary asked for it, so another decides",
        relations={"group_secretary": 404, "security_admin": 302},
    ),
    form("accounts:passkey_name", lambda w: f"{_passkey(w)}name/", OWNERS, {"name": "新名称"}),
    form("accounts:factor_remove", lambda w: f"{_passkey(w)}remove/", OWNERS),
]


def furnish(world: Any) -> None:
    """Add the things that the rows speak of."""
    owner = world.users["owner"]
    give_app(owner)
    made = SoftPasskey().create({"publicKey": {"challenge": "AAAA"}})
    world.things.passkey = WebAuthn.add(owner, "工作手机", made).instance
    world.things.reset = services.ask_reset(user=owner, by=world.users["secretary"], reason="当面核对")
    world.things.link = SocialAccount.objects.create(user=owner, provider="wecom", uid="ZhouWangShu")
