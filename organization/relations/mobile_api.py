"""The API of mobile members, posts and the dated rules, by the same services as the pages."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from accounts.http import require_scope, require_user
from core import clock
from core.audit import describe
from core.errors import NotFound, Refused
from organization.authority import grants_of
from organization.relations import mobile_listing, queries, ruling, staying, stays, terms
from organization.relations.api import READ, WRITE, find_target, page_of, require_unit
from organization.relations.auditing import tell_stay
from organization.relations.models import MobileStay, RelationRule
from organization.relations.rulebook import read_rules
from organization.relations.schemas import (
    ContactIn,
    DayIn,
    GuestIn,
    ListFilter,
    PostsOut,
    RelationRuleIn,
    RelationRuleOut,
    ReturnIn,
    StayDetailOut,
    StayIn,
    StaysOut,
    present_contacts,
    present_stay,
)
from organization.relations.terms import PostLine
from organization.relations.types import RelationRuleKey
from organization.types import Subject, Verb
from organization.units.queries import tree_on

router = Router(tags=["relations"])


def _present(stay: MobileStay) -> dict[str, Any]:
    contacts = present_contacts(stay)
    last = max((contact.on for contact in contacts if contact.reached), default=None)
    facts = stays.judge_stay(stay, last, read_rules(), clock.today()) if stay.is_open else None
    return present_stay(stay, facts) | {"contacts": contacts}


@router.get("/mobile", response=StaysOut)
def list_mobile(request: HttpRequest, wanted: Query[ListFilter]) -> dict[str, Any]:
    """Return the mobile members in the caller's reach; the lists are those of the page."""
    require_scope(request, READ)
    held = stays.require_reach(request.user)
    lists = mobile_listing.list_stays(request.user, held, clock.today())
    chosen = wanted.view if wanted.view in mobile_listing.LABELS else "out"
    counts, rows = lists.counts(), lists.rows(chosen)[page_of(wanted)]
    return {"count": counts[chosen], "counts": counts, "items": [present_stay(*row) for row in rows]}


@router.get("/mobile/mine", response=list[StayDetailOut])
def list_own(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the caller's own registrations, the newest first."""
    require_scope(request, READ)
    return [_present(stay) for stay in stays.own_stays(request.user)]


@router.post("/mobile", response={201: StayDetailOut})
def register_stay(request: HttpRequest, told: StayIn) -> tuple[int, dict[str, Any]]:
    """Register a member of a unit as away."""
    require_scope(request, WRITE)
    user = require_user(request)
    unit = require_unit(stays.units_keeping(user), told.home_unit_id)
    person = queries.members_of(unit).filter(pk=told.person_id).first()
    if person is None:
        raise NotFound(_("There is no such person."))
    absence = told.absence(find_target(told.host_unit_id))
    stay = staying.register_stay(person=person, home_unit=unit, absence=absence, by=user)
    tell_stay(request, "register", stay)
    return 201, _present(stay)


@router.post("/mobile/guests", response={201: StayDetailOut})
def register_guest(request: HttpRequest, told: GuestIn) -> tuple[int, dict[str, Any]]:
    """Register a member of an organization outside who is with a unit."""
    require_scope(request, WRITE)
    user = require_user(request)
    unit = require_unit(stays.units_keeping(user), told.host_unit_id)
    stay = staying.register_guest(
        host_unit=unit,
        name=told.name,
        home_name=told.home_name,
        staff_number=told.staff_number,
        absence=told.absence(),
        by=user,
    )
    tell_stay(request, "register", stay)
    return 201, _present(stay)


@router.get("/mobile/{int:stay_id}", response=StayDetailOut)
def show_stay(request: HttpRequest, stay_id: int) -> dict[str, Any]:
    """Return a mobile member with the contact log."""
    require_scope(request, READ)
    return _present(stays.require_stay(request.user, stay_id))


@router.post("/mobile/{int:stay_id}/contacts", response={201: StayDetailOut})
def log_contact(request: HttpRequest, stay_id: int, told: ContactIn) -> tuple[int, dict[str, Any]]:
    """Note one contact, or an attempt that reached nobody."""
    require_scope(request, WRITE)
    stay = stays.require_stay(request.user, stay_id)
    tell_stay(request, "contact", stay)
    staying.log_contact(
        stay=stay,
        by=require_user(request),
        on=told.on,
        way=told.way.value,
        note=told.note,
        reached=told.reached,
    )
    return 201, _present(stays.require_stay(request.user, stay_id))


@router.post("/mobile/{int:stay_id}/expected-return", response=StayDetailOut)
def expect_return(request: HttpRequest, stay_id: int, told: ReturnIn) -> dict[str, Any]:
    """Keep another day of the expected return, or that none is known."""
    require_scope(request, WRITE)
    stay = stays.require_stay(request.user, stay_id)
    tell_stay(request, "expect", stay)
    staying.expect_return(stay=stay, by=require_user(request), expected_return=told.expected_return)
    return _present(stays.require_stay(request.user, stay_id))


@router.post("/mobile/{int:stay_id}/end", response=StayDetailOut)
def end_stay(request: HttpRequest, stay_id: int, told: DayIn) -> dict[str, Any]:
    """Note the return."""
    require_scope(request, WRITE)
    stay = stays.require_stay(request.user, stay_id)
    tell_stay(request, "end", stay)
    return _present(staying.end_stay(stay=stay, by=require_user(request), on=told.on))


@router.post("/mobile/{int:stay_id}/cancel", response=StayDetailOut)
def cancel_stay(request: HttpRequest, stay_id: int) -> dict[str, Any]:
    """End a registration that was a mistake."""
    require_scope(request, WRITE)
    stay = stays.require_stay(request.user, stay_id)
    tell_stay(request, "cancel", stay)
    return _present(staying.cancel_stay(stay=stay, by=require_user(request)))


@router.get("/posts", response=PostsOut)
def list_posts(request: HttpRequest, wanted: Query[ListFilter], on: date | None = None) -> dict[str, Any]:
    """Return the posts held on a day (default: today), with the days that are left: all, soon, over, open."""
    require_scope(request, READ)
    held, day = grants_of(request.user), on or clock.today()
    if not held.allows(Verb.VIEW, Subject.UNITS):
        raise Refused(_("Only the officers of a unit see its terms and coverage."))
    lines = terms.lines_on(day, terms.posts_held(day, held.units_allowed(Verb.VIEW, Subject.UNITS)))
    lists = terms.sort_lines(lines, read_rules().on(RelationRuleKey.POST_FIRST, day).value)
    rows, tree = lists.get(wanted.view, lines), tree_on(day)
    items = [_present_line(line, tree.name(line.post.unit_id)) for line in rows[page_of(wanted)]]
    return {"count": len(rows), "items": items}


def _present_line(line: PostLine, unit: str) -> dict[str, Any]:
    post = line.post
    return {
        "id": post.pk,
        "unit_id": post.unit_id,
        "unit": unit,
        "kind": str(post.kind),
        "person_id": post.person_id,
        "name": post.person.name,
        "valid_from": post.valid_from,
        "last_day": line.last_day,
        "days_left": line.days_left,
        "with_committee": line.with_committee,
        "successor_from": line.successor_from,
    }


@router.get("/relations/rules", response=list[RelationRuleOut])
def list_rules(request: HttpRequest) -> list[RelationRule]:
    """Return every dated rule with its source."""
    require_scope(request, READ)
    held = grants_of(request.user)
    if not any(held.allows(Verb.VIEW, subject) for subject in (Subject.TRANSFERS, Subject.MOBILE)):
        raise Refused(_("The rules are seen by those who work by them."))
    return list(RelationRule.objects.order_by("key", "effective_from"))


@router.post("/relations/rules", response={201: RelationRuleOut})
def set_rule(request: HttpRequest, told: RelationRuleIn) -> tuple[int, RelationRule]:
    """Give a rule another value from a day to come."""
    require_scope(request, WRITE)
    describe(request, action="relations.rule", object_type="organization.RelationRule")
    return 201, ruling.set_rule(by=require_user(request), **(told.dict() | {"key": told.key.value}))
