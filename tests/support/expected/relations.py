"""What the world holds for `relations`, and who gets what from its routes."""

from typing import Any

from core import clock
from organization.models import Unit
from organization.relations import services, staying
from organization.relations.told import Absence
from support.expectation import SIGNED_IN, SIGNED_IN_API, Make, Row, api, form, page, who
from support.people import make_person

HOME = "/organization/"
API = "/api/v1"
# Both sides of a transfer see it once it was sent; its draft is seen by the sender only.
LIST = who(anonymous=302, rest=403, secretary=200, other_secretary=200)
LIST_API = who(anonymous=401, rest=403, secretary=200, other_secretary=200)
SENDER = who(anonymous=302, rest=404, secretary=200)
SENDER_API = who(anonymous=401, rest=404, secretary=200)
SENDER_SENDS = who(anonymous=302, rest=404, secretary=302)
BOTH_SIDES = who(anonymous=302, rest=404, secretary=200, other_secretary=200)
BOTH_SIDES_API = who(anonymous=401, rest=404, secretary=200, other_secretary=200)


def _transfer(name: str, rest: str = "") -> Make:
    return lambda w: f"{HOME}transfers/{getattr(w.things, name).pk}/{rest}"


def _transfer_api(name: str, rest: str = "") -> Make:
    return lambda w: f"{API}/transfers/{getattr(w.things, name).pk}{rest}"


def _stay(rest: str = "") -> Make:
    return lambda w: f"{HOME}mobile/{w.things.stay.pk}/{rest}"


def _stay_api(rest: str = "") -> Make:
    return lambda w: f"{API}/mobile/{w.things.stay.pk}{rest}"


def _today(world: Any = None) -> str:
    return clock.today().isoformat()


def _letter(**more: Any) -> Make:
    return lambda w: (
        {
            "name": "陆星野",
            "standing": "full_member",
            "outside": "中共外单位委员会",
            "letter_number": "外组字〔2026〕第9号",
            "sent_on": _today(),
            "letter_until": _today(),
            "reason": "work",
        }
        | {name: make(w) for name, make in more.items()}
    )


def _unit(world: Any) -> int:
    return int(world.things.unit.pk)


def _draft(**names: str) -> Make:
    return lambda w: {
        names["unit"]: _unit(w),
        names["person"]: w.things.bystander.pk,
        "outside": "中共外单位委员会",
        "reason": "work",
    }


def _away(**names: str) -> Make:
    return lambda w: {
        names["unit"]: _unit(w),
        names["person"]: w.things.bystander.pk,
        "place": "某地项目部",
        "began_on": _today(),
        "reason": "project",
    }


def _guest(**names: str) -> Make:
    return lambda w: {
        names["unit"]: _unit(w),
        "name": "陆星野",
        "home_name": "外单位党支部",
        "began_on": _today(),
        "reason": "secondment",
    }


_target = {"outside": "中共外单位委员会", "reason": "work"}
_rule = {"key": "letter_valid", "value": "60", "effective_from": "2030-01-01", "basis": "x"}
_contact = {"on": _today, "way": "phone", "reached": "on"}


def _made(told: dict[str, Any]) -> Make:
    return lambda w: {name: value(w) if callable(value) else value for name, value in told.items()}


def _acts(action: str, name: str, status: dict[str, int], told: Any = None) -> list[Row]:
    """Return the rows of one action: the form, and the API that does the same."""
    body = told or {}
    sent = {role: 200 if code == 302 else code for role, code in status.items()} | {"anonymous": 401}
    key = f"POST {API}/transfers/<int:transfer_id>/steps/<action>"
    return [
        form(
            f"organization:transfer_{action}",
            _transfer(name, f"{action}/"),
            status,
            body,
            decides_for_others=True,
        ),
        api(key, _transfer_api(name, f"/steps/{action}"), sent, body, case=action, decides_for_others=True),
    ]


OTHER_SIDE = who(anonymous=302, rest=404, secretary=403, other_secretary=302)
OWN_SIDE = who(anonymous=302, rest=404, secretary=302, other_secretary=403)

ROWS: list[Row] = [
    page("organization:transfers", f"{HOME}transfers/", LIST),
    page(
        "organization:transfer_draft",
        lambda w: f"{HOME}transfers/new/?unit={_unit(w)}",
        who(anonymous=302, rest=403, secretary=200, other_secretary=404),
    ),
    form(
        "organization:transfer_draft",
        f"{HOME}transfers/new/",
        who(anonymous=302, rest=403, secretary=302, other_secretary=404),
        _draft(unit="unit", person="person"),
        decides_for_others=True,
    ),
    page(
        "organization:transfer_register",
        lambda w: f"{HOME}transfers/incoming/?unit={_unit(w)}",
        who(anonymous=302, rest=403, secretary=200, other_secretary=404),
    ),
    form(
        "organization:transfer_register",
        f"{HOME}transfers/incoming/",
        who(anonymous=302, rest=403, secretary=302, other_secretary=404),
        _letter(unit=_unit),
        decides_for_others=True,
    ),
    page("organization:transfer", _transfer("transfer"), BOTH_SIDES),
    page("organization:transfer", _transfer("transfer_draft"), SENDER, case="a draft"),
    page("organization:transfer_change", _transfer("transfer_draft", "change/"), SENDER),
    form(
        "organization:transfer_change",
        _transfer("transfer_draft", "change/"),
        SENDER_SENDS,
        _target,
        decides_for_others=True,
    ),
    page("organization:transfer_letter", _transfer("transfer", "letter/"), BOTH_SIDES),
    page("organization:transfer_slip", _transfer("transfer", "slip/"), BOTH_SIDES),
    *_acts("send", "transfer_draft", SENDER_SENDS),
    *_acts("approve", "transfer_outward", who(anonymous=302, rest=404, secretary=403)),
    *_acts("receive", "transfer", OTHER_SIDE),
    *_acts("return", "transfer", OTHER_SIDE, {"cause": "材料不全"}),
    *_acts("withdraw", "transfer", OWN_SIDE, {"cause": "暂不转出"}),
    *_acts("renew", "transfer", OWN_SIDE),
    page("organization:mobile", f"{HOME}mobile/", LIST),
    page(
        "organization:mobile_register",
        lambda w: f"{HOME}mobile/new/?unit={_unit(w)}",
        who(anonymous=302, rest=403, secretary=200, other_secretary=404),
    ),
    form(
        "organization:mobile_register",
        f"{HOME}mobile/new/",
        who(anonymous=302, rest=403, secretary=302, other_secretary=404),
        _away(unit="unit", person="person"),
        decides_for_others=True,
    ),
    page(
        "organization:mobile_register_guest",
        lambda w: f"{HOME}mobile/incoming/?unit={_unit(w)}",
        who(anonymous=302, rest=403, secretary=200, other_secretary=404),
    ),
    form(
        "organization:mobile_register_guest",
        f"{HOME}mobile/incoming/",
        who(anonymous=302, rest=403, secretary=302, other_secretary=404),
        _guest(unit="unit"),
        decides_for_others=True,
    ),
    page("organization:mobile_stay", _stay(), SENDER),
    form(
        "organization:mobile_contact",
        _stay("contacts/"),
        SENDER_SENDS,
        _made(_contact),
        decides_for_others=True,
    ),
    form(
        "organization:mobile_expect",
        _stay("expect/"),
        SENDER_SENDS,
        {"expected_return": "2030-01-01"},
        decides_for_others=True,
    ),
    form(
        "organization:mobile_end",
        _stay("end/"),
        SENDER_SENDS,
        _made({"end-on": _today}),
        decides_for_others=True,
    ),
    form(
        "organization:mobile_cancel",
        _stay("cancel/"),
        who(anonymous=302, rest=404, secretary=403),
        decides_for_others=True,
    ),
    form("organization:mobile_phone", _stay("phone/"), SENDER, decides_for_others=True),
    page(
        "organization:posts",
        f"{HOME}posts/",
        who(anonymous=302, rest=403, secretary=200, other_secretary=200, admin=200),
    ),
    page("organization:relations_own", f"{HOME}relations/mine/", SIGNED_IN),
    page("organization:relation_rules", f"{HOME}relations/rules/", LIST),
    form("organization:relation_rules", f"{HOME}relations/rules/", who(anonymous=302, rest=403), _rule),
    api(f"GET {API}/transfers", lambda w: f"{API}/transfers", LIST_API),
    api(f"GET {API}/transfers/mine", lambda w: f"{API}/transfers/mine", SIGNED_IN_API),
    api(
        f"POST {API}/transfers",
        lambda w: f"{API}/transfers",
        who(anonymous=401, rest=404, secretary=201),
        _draft(unit="from_unit_id", person="person_id"),
        decides_for_others=True,
    ),
    api(
        f"POST {API}/transfers/letters",
        lambda w: f"{API}/transfers/letters",
        who(anonymous=401, rest=404, secretary=201),
        _letter(to_unit_id=_unit),
        decides_for_others=True,
    ),
    api(f"GET {API}/transfers/<int:transfer_id>", _transfer_api("transfer"), BOTH_SIDES_API),
    api(
        f"PATCH {API}/transfers/<int:transfer_id>",
        _transfer_api("transfer_draft"),
        SENDER_API,
        _target,
        decides_for_others=True,
    ),
    api(f"GET {API}/mobile", lambda w: f"{API}/mobile", LIST_API),
    api(f"GET {API}/mobile/mine", lambda w: f"{API}/mobile/mine", SIGNED_IN_API),
    api(
        f"POST {API}/mobile",
        lambda w: f"{API}/mobile",
        who(anonymous=401, rest=404, secretary=201),
        _away(unit="home_unit_id", person="person_id"),
        decides_for_others=True,
    ),
    api(
        f"POST {API}/mobile/guests",
        lambda w: f"{API}/mobile/guests",
        who(anonymous=401, rest=404, secretary=201),
        _guest(unit="host_unit_id"),
        decides_for_others=True,
    ),
    api(f"GET {API}/mobile/<int:stay_id>", _stay_api(), SENDER_API),
    api(
        f"POST {API}/mobile/<int:stay_id>/contacts",
        _stay_api("/contacts"),
        who(anonymous=401, rest=404, secretary=201),
        _made({"on": _today, "way": "phone"}),
        decides_for_others=True,
    ),
    api(
        f"POST {API}/mobile/<int:stay_id>/expected-return",
        _stay_api("/expected-return"),
        SENDER_API,
        {"expected_return": "2030-01-01"},
        decides_for_others=True,
    ),
    api(
        f"POST {API}/mobile/<int:stay_id>/end",
        _stay_api("/end"),
        SENDER_API,
        _made({"on": _today}),
        decides_for_others=True,
    ),
    api(
        f"POST {API}/mobile/<int:stay_id>/cancel",
        _stay_api("/cancel"),
        who(anonymous=401, rest=404, secretary=403),
        {},
        decides_for_others=True,
    ),
    api(
        f"GET {API}/posts",
        lambda w: f"{API}/posts",
        who(anonymous=401, rest=403, secretary=200, other_secretary=200, admin=200),
    ),
    api(f"GET {API}/relations/rules", lambda w: f"{API}/relations/rules", LIST_API),
    api(
        f"POST {API}/relations/rules",
        lambda w: f"{API}/relations/rules",
        who(anonymous=401, rest=403),
        _rule | {"value": 60},
    ),
]


def furnish(world: Any) -> None:
    """Add the things that the rows speak of."""
    things, secretary = world.things, world.users["secretary"]
    branch = Unit.objects.get(pk=things.unit.pk)
    other = Unit.objects.get(name="第二党支部")
    names = ("起草甲", "在途乙", "转出丙", "外出丁", "在家戊")
    drafted, sent, leaving, away, things.bystander = (make_person(branch, name=name) for name in names)

    def draft(person: Any, to_unit: Unit | None) -> Any:
        return services.draft_transfer(
            person=person,
            from_unit=branch,
            to_unit=to_unit,
            outside="" if to_unit else "中共外单位委员会",
            reason="work",
            by=secretary,
        )

    things.transfer_draft = draft(drafted, other)
    things.transfer = services.send_transfer(transfer=draft(sent, other), by=secretary)
    things.transfer_outward = services.send_transfer(transfer=draft(leaving, None), by=secretary)
    absence = Absence(began_on=clock.today(), reason="project", place="某地项目部", is_fixed=True)
    things.stay = staying.register_stay(person=away, home_unit=branch, absence=absence, by=secretary)
