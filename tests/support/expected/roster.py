"""What the world holds for `roster`, and who gets what from its routes."""

import io
from typing import Any

from organization import services
from organization.models import Membership
from organization.roster import feeds, importing, tasks
from organization.roster.feeds import FeedRow
from organization.roster.models import FeedProposal, ImportJob
from support.expectation import Row, api, form, page, who
from support.people import LONG_AGO, make_unit

PEOPLE, API = "/organization/people/", "/api/v1/people"
READERS = {"secretary": 200, "other_secretary": 200, "admin": 200}
LIST = who(anonymous=302, rest=403, **READERS)
KEEPER = who(anonymous=302, rest=403, admin=200)
KEEPER_DONE = who(anonymous=302, rest=403, admin=302)
KEEPER_API = who(anonymous=401, rest=403, admin=200)
KEEPER_MADE = who(anonymous=401, rest=403, admin=201)
DAY = "2026-01-05"


def _person(world: Any, rest: str = "") -> str:
    return f"{PEOPLE}{world.things.person.pk}/{rest}"


def _person_api(world: Any, rest: str = "") -> str:
    return f"{API}/{world.things.person.pk}{rest}"


def _particulars(world: Any) -> dict[str, Any]:
    return {"name": world.things.person.name, "staff_number": "R1"}


def _new(world: Any) -> dict[str, Any]:
    return {
        "name": "新人",
        "staff_number": "R2",
        "party_status": "employee",
        "unit": world.things.unit.pk,
        "unit_id": world.things.unit.pk,
        "since": DAY,
    }


def _group(world: Any) -> dict[str, Any]:
    unit = world.things.roster_group.pk
    return {"unit": unit, "unit_id": unit, "since": DAY}


def _post(world: Any) -> dict[str, Any]:
    return _group(world) | {"kind": "group_leader"}


def _standing(world: Any) -> dict[str, Any]:
    return {"status": "probationary", "valid_from": DAY, "reason": "更正"}


def _last_day(world: Any) -> dict[str, Any]:
    return {"last_day": DAY}


def _job(world: Any, rest: str = "") -> str:
    return f"imports/{world.things.roster_import.pk}{rest}"


def _proposal(world: Any, rest: str = "") -> str:
    return f"{world.things.roster_proposal.pk}/{rest}"


ROWS: list[Row] = [
    page("organization:roster", PEOPLE, LIST),
    page(
        "organization:roster_person",
        _person,
        who(anonymous=302, rest=403, secretary=200, admin=200, other_secretary=404),
    ),
    page("organization:roster_enter", f"{PEOPLE}new/", KEEPER),
    form("organization:roster_enter", f"{PEOPLE}new/", KEEPER_DONE, _new),
    form("organization:roster_export", f"{PEOPLE}export/", KEEPER),
    page("organization:roster_template", f"{PEOPLE}template/", KEEPER),
    page("organization:roster_imports", f"{PEOPLE}imports/", KEEPER),
    form(
        "organization:roster_imports",
        f"{PEOPLE}imports/",
        who(anonymous=302, rest=403, admin=422),
        note="no file is sent",
    ),
    page("organization:roster_import", lambda w: f"{PEOPLE}{_job(w, '/')}", KEEPER),
    page("organization:roster_import_report", lambda w: f"{PEOPLE}{_job(w, '/report/')}", KEEPER),
    form("organization:roster_import_confirm", lambda w: f"{PEOPLE}{_job(w, '/confirm/')}", KEEPER_DONE),
    form("organization:roster_import_discard", lambda w: f"{PEOPLE}{_job(w, '/discard/')}", KEEPER_DONE),
    page("organization:roster_feeds", f"{PEOPLE}feeds/", KEEPER),
    *(
        form(
            f"organization:roster_feed_{name}",
            lambda w, name=name: f"{PEOPLE}feeds/{_proposal(w, f'{name}/')}",
            KEEPER_DONE,
        )
        for name in ("accept", "decline")
    ),
    *(
        page(f"organization:roster_{name}", lambda w, name=name: _person(w, f"{name}/"), KEEPER)
        for name in ("correct", "standing", "join", "post")
    ),
    *(
        form(
            f"organization:roster_{name}",
            lambda w, name=name: _person(w, f"{name}/"),
            KEEPER_DONE,
            body,
            decides_for_others=True,
        )
        for name, body in (
            ("correct", _particulars),
            ("standing", _standing),
            ("join", _group),
            ("post", _post),
        )
    ),
    *(
        make(
            f"organization:roster_{name}",
            lambda w, kind=kind, rest=rest: (
                f"{PEOPLE}{kind}/{getattr(w.things, f'roster_{kind}').pk}/{rest}/"
            ),
            KEEPER if make is page else KEEPER_DONE,
            **({} if make is page else {"body": _last_day, "decides_for_others": True}),
        )
        for name, kind, rest in (("leave", "memberships", "leave"), ("end_post", "posts", "end"))
        for make in (page, form)
    ),
    # The API
    api(f"GET {API}", lambda w: API, who(anonymous=401, rest=403, **READERS)),
    api(f"POST {API}", lambda w: API, KEEPER_MADE, _new),
    api(f"POST {API}/export", lambda w: f"{API}/export", KEEPER_API),
    api(f"GET {API}/proposals", lambda w: f"{API}/proposals", KEEPER_API),
    api(
        f"POST {API}/proposals/<int:proposal_id>/decision",
        lambda w: f"{API}/proposals/{_proposal(w, 'decision')}",
        KEEPER_API,
        {"accept": True},
    ),
    api(
        f"POST {API}/imports",
        lambda w: f"{API}/imports",
        who(anonymous=401, rest=422),
        {},
        note="no file is sent",
    ),
    api(f"GET {API}/imports/<uuidstr:job_id>", lambda w: f"{API}/{_job(w)}", KEEPER_API),
    api(
        f"POST {API}/imports/<uuidstr:job_id>/decision",
        lambda w: f"{API}/{_job(w, '/decision')}",
        KEEPER_API,
        {"accept": True},
    ),
    api(
        f"GET {API}/<int:person_id>",
        _person_api,
        who(anonymous=401, rest=403, secretary=200, admin=200, other_secretary=404),
    ),
    api(f"PATCH {API}/<int:person_id>", _person_api, KEEPER_API, _particulars, decides_for_others=True),
    *(
        api(
            f"POST {API}/<int:person_id>/{name}",
            lambda w, name=name: _person_api(w, f"/{name}"),
            KEEPER_MADE,
            body,
            decides_for_others=True,
        )
        for name, body in (("standings", _standing), ("memberships", _group), ("posts", _post))
    ),
    *(
        api(
            f"POST {API}/{kind}/<int:{one}_id>/end",
            lambda w, kind=kind: f"{API}/{kind}/{getattr(w.things, f'roster_{kind}').pk}/end",
            KEEPER_API,
            _last_day,
            decides_for_others=True,
        )
        for kind, one in (("memberships", "membership"), ("posts", "post"))
    ),
]


def furnish(world: Any) -> None:
    """Add the things that the rows speak of."""
    things = world.things
    person, unit = things.person, things.unit
    things.roster_group = make_unit("第一党小组", parent=unit, kind="party_group", code="R-GROUP")
    things.roster_memberships = Membership.objects.get(person=person, kind="relation")
    things.roster_posts = services.give_post(
        person=person, unit=unit, kind="publicity_commissioner", valid_from=LONG_AGO, by=None
    )
    feeds.compare(source="hr", rows=[FeedRow(2, "R9", "新来的", unit.code)], under=unit)
    things.roster_proposal = FeedProposal.objects.get(staff_number="R9")
    job = _upload(world, "R8")
    importing.check(job.pk)
    job.refresh_from_db()
    things.roster_import = job


def send_lists(world: Any) -> None:
    """Confirm the checked list and upload another one: what the roster tells the outbox."""
    importing.confirm(job=world.things.roster_import, by=world.users["admin"], task=tasks.apply_import)
    _upload(world, "R7")


def _upload(world: Any, number: str) -> ImportJob:
    unit = world.things.unit
    content = f"工号,姓名,组织代码,起始日期\n{number},名单上的,{unit.code},{DAY}\n".encode()
    return importing.receive_list(
        file=io.BytesIO(content),
        name="list.csv",
        size=len(content),
        by=world.users["admin"],
        task=tasks.check_import,
    )
