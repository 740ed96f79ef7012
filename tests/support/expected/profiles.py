"""What the world holds for `profiles`, and who gets what from its routes."""

from typing import Any

from organization.profiles import closing, corrections, exporting, privacy, services
from support.expectation import (
    ANYBODY,
    LEARNER,
    LEARNER_API,
    SIGNED_IN,
    SIGNED_IN_API,
    Row,
    api,
    form,
    page,
    who,
)
from support.world import RELATIONS

ME = "/organization/me/"
API = "/api/v1/me"
OFFICERS = {"secretary": 200, "other_secretary": 200, "admin": 200}
SERVING = dict.fromkeys(
    ("commissioner", "group_secretary", "sibling_commissioner", "prefix_commissioner"), 200
)
"""Those in another relation to the unit who serve the roster of some unit."""


def _mine(world: Any) -> dict[str, Any]:
    return {"proof": world.users["owner"].username}


def _new(world: Any) -> dict[str, Any]:
    return {"field": "staff_number", "new_value": "A1"}


ROWS: list[Row] = [
    # One's own data
    page("organization:me", ME, SIGNED_IN, case="own"),
    page("organization:contact", f"{ME}contact/", LEARNER, case="own"),
    form(
        "organization:contact",
        f"{ME}contact/",
        who(anonymous=302, rest=302, superuser=403),
        {"phone": "13800001234"},
        case="own",
    ),
    page("organization:corrections", f"{ME}corrections/", LEARNER, case="own"),
    page("organization:ask_correction", f"{ME}corrections/new/staff_number/", LEARNER, case="own"),
    form(
        "organization:ask_correction",
        f"{ME}corrections/new/staff_number/",
        who(anonymous=302, rest=302, superuser=403),
        _new,
        case="own",
    ),
    form(
        "organization:withdraw_correction",
        lambda w: f"{ME}corrections/{w.things.correction.pk}/withdraw/",
        who(anonymous=302, rest=404, owner=302),
    ),
    page("organization:exports", f"{ME}exports/", SIGNED_IN, case="own"),
    form("organization:exports", f"{ME}exports/", who(anonymous=302, rest=302), case="own"),
    page(
        "organization:download_export",
        lambda w: f"{ME}exports/{w.things.export.pk}/",
        who(anonymous=302, rest=404, owner=200),
    ),
    page("organization:close_account", f"{ME}close/", SIGNED_IN, case="own"),
    form(
        "organization:close_account",
        f"{ME}close/",
        who(anonymous=302, rest=422, owner=302),
        _mine,
        note="the proof is the owner's: everybody else gives a wrong one",
    ),
    form(
        "organization:withdraw_closing",
        f"{ME}close/withdraw/",
        who(anonymous=302, rest=404, stranger=302),
        relations=dict.fromkeys(RELATIONS, 404),
    ),
    # The officers
    page(
        "organization:requests",
        "/organization/requests/",
        who(anonymous=302, rest=403, **OFFICERS),
        relations=SERVING,
    ),
    page(
        "organization:answer_correction",
        lambda w: f"/organization/requests/corrections/{w.things.correction.pk}/",
        who(anonymous=302, rest=404, secretary=200, admin=200),
        relations={"commissioner": 200},
    ),
    form(
        "organization:answer_correction",
        lambda w: f"/organization/requests/corrections/{w.things.correction.pk}/",
        who(anonymous=302, rest=404, secretary=302, admin=302),
        {"decision": "accept", "answer": "已改"},
        decides_for_others=True,
        relations={"commissioner": 302},
    ),
    page(
        "organization:answer_closing",
        lambda w: f"/organization/requests/closings/{w.things.closing.pk}/",
        who(anonymous=302, rest=404, admin=200),
    ),
    form(
        "organization:answer_closing",
        lambda w: f"/organization/requests/closings/{w.things.closing.pk}/",
        who(anonymous=302, rest=404, admin=302),
        {"decision": "accept"},
        decides_for_others=True,
    ),
    page(
        "organization:sensitive_views",
        "/organization/views/",
        who(anonymous=302, rest=403),
        relations={"audit_admin": 200},
    ),
    # The privacy notice
    page("organization:privacy", "/organization/privacy/", ANYBODY),
    page("organization:privacy_version", "/organization/privacy/versions/1.0/", ANYBODY),
    page("organization:privacy_basis", "/organization/privacy/basis/", ANYBODY),
    page(
        "organization:publish_privacy",
        "/organization/privacy/publish/",
        who(anonymous=302, rest=403, admin=200),
    ),
    form(
        "organization:publish_privacy",
        "/organization/privacy/publish/",
        who(anonymous=302, rest=403, admin=302),
        {"version": "2.0", "text_zh": "新", "text_en": "new", "changes_zh": "改", "changes_en": "changed"},
    ),
    form(
        "organization:accept_privacy",
        "/organization/privacy/accept/",
        who(anonymous=302, rest=302),
        {"version": "1.0"},
        case="own",
    ),
    # The API
    api(f"GET {API}/profile", lambda w: f"{API}/profile", SIGNED_IN_API, case="own"),
    api(
        f"PUT {API}/contact",
        lambda w: f"{API}/contact",
        who(anonymous=401, rest=200, superuser=403),
        {"phone": "13800001234"},
        case="own",
    ),
    api(f"GET {API}/corrections", lambda w: f"{API}/corrections", LEARNER_API, case="own"),
    api(
        f"POST {API}/corrections",
        lambda w: f"{API}/corrections",
        who(anonymous=401, rest=201, superuser=403),
        _new,
        case="own",
    ),
    api(
        f"DELETE {API}/corrections/<request_id>",
        lambda w: f"{API}/corrections/{w.things.correction.pk}",
        who(anonymous=401, rest=404, owner=204),
    ),
    api(
        "GET /api/v1/corrections",
        lambda w: "/api/v1/corrections",
        who(anonymous=401, rest=403, **OFFICERS),
        relations=SERVING,
    ),
    api(
        "POST /api/v1/corrections/<request_id>/decision",
        lambda w: f"/api/v1/corrections/{w.things.correction.pk}/decision",
        who(anonymous=401, rest=404, secretary=200, admin=200),
        {"accept": False, "answer": "与档案不符"},
        decides_for_others=True,
        relations={"commissioner": 200},
    ),
    api(f"GET {API}/exports", lambda w: f"{API}/exports", SIGNED_IN_API, case="own"),
    api(f"POST {API}/exports", lambda w: f"{API}/exports", who(anonymous=401, rest=202), case="own"),
    api(
        f"GET {API}/exports/<uuidstr:export_id>/file",
        lambda w: f"{API}/exports/{w.things.export.pk}/file",
        who(anonymous=401, rest=404, owner=200),
    ),
    api(f"GET {API}/closing", lambda w: f"{API}/closing", SIGNED_IN_API, case="own"),
    api(
        f"POST {API}/closing",
        lambda w: f"{API}/closing",
        who(anonymous=401, rest=422, owner=201),
        _mine,
        note="the proof is the owner's: everybody else gives a wrong one",
    ),
    api(f"GET {API}/privacy", lambda w: f"{API}/privacy", SIGNED_IN_API, case="own"),
    api(
        f"POST {API}/privacy",
        lambda w: f"{API}/privacy",
        who(anonymous=401, rest=200),
        {"version": "1.0"},
        case="own",
    ),
]


def furnish(world: Any) -> None:
    """Add the things that the rows speak of."""
    owner, stranger = world.users["owner"], world.users["stranger"]
    privacy.publish_notice(version="1.0", text_zh="说明", text_en="notice", by=None)
    for user in world.users.values():
        privacy.accept_notice(user=user, version="1.0")
    person = world.things.person
    services.set_contact(person, "13800001234", "", owner)
    services.log_view(world.users["secretary"], person, ["phone"], "核对名册")
    world.things.correction = corrections.ask_correction(
        person=person, field="other", new_value="应在第一党小组", by=owner
    )
    world.things.export = exporting.ask_export(user=owner)
    world.things.closing = closing.ask_closing(user=stranger, proof=stranger.username)
