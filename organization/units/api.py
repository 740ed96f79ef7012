"""The API of units: the tree as of a day, and every change that the forms make."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from accounts.http import require_scope, require_user
from core import clock
from core.audit import describe
from core.errors import Invalid, NotFound, Refused
from organization.authority import grants_of
from organization.models import Unit
from organization.types import Subject, Verb
from organization.units import ending, reorganizing, services, terms
from organization.units.counting import count_people, warnings_on
from organization.units.models import Committee
from organization.units.queries import UnitTree, tree_on
from organization.units.reorganizing import Part

router = Router(tags=["organization"])
READ, WRITE = "organization:read", "organization:write"


class UnitOut(Schema):
    """A unit as it was on a day; `people` only for those who see its roster."""

    id: int
    code: str
    kind: str
    name: str
    short_name: str
    parent_id: int | None
    people: int | None = None


class CommitteeOut(Schema):
    """A committee of a unit."""

    id: int
    unit_id: int
    kind: str
    valid_from: date
    planned_end: date
    valid_to: date | None


class EndingOut(Schema):
    """What ends soon; the days left are negative when it is overdue."""

    unit_id: int
    last_day: date
    days_left: int
    committee_id: int | None
    post_id: int | None


class WarningOut(Schema):
    """A warning of the coverage, with the number counted and the threshold of that day."""

    kind: str
    unit_id: int
    count: int
    threshold: int


class SetUpIn(Schema):
    """A new unit."""

    name: str
    code: str
    kind: str
    short_name: str = ""
    parent_id: int | None = None
    valid_from: date | None = None


class RenameIn(Schema):
    """Another name."""

    name: str
    short_name: str | None = None
    on: date | None = None
    reason: str = ""


class MoveIn(Schema):
    """Another superior; none makes a root."""

    parent_id: int | None
    on: date | None = None
    reason: str = ""


class MergeIn(Schema):
    """The units that go over into this one."""

    units: list[int]
    on: date
    reason: str


class PartIn(Schema):
    """A new unit that comes out of a split."""

    name: str
    code: str
    short_name: str = ""
    people: list[int] = []
    children: list[int] = []


class SplitIn(Schema):
    """The new units, and whether this one ends."""

    parts: list[PartIn]
    on: date
    reason: str
    ends: bool = False


class DissolveIn(Schema):
    """The last day, and where people and sub-units go."""

    last_day: date
    reason: str
    members_to: int | None = None
    children_to: int | None = None


class ElectIn(Schema):
    """A committee that was elected."""

    first_day: date
    kind: str = "committee"
    planned_end: date | None = None


class PostponeIn(Schema):
    """Another planned end of a term."""

    planned_end: date
    reason: str


class EndIn(Schema):
    """The last day of a committee."""

    last_day: date
    reason: str


def _unit(unit_id: int) -> Unit:
    unit: Unit | None = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(_("There is no such unit."))
    return unit


def _unit_or_none(unit_id: int | None, field: str) -> Unit | None:
    if unit_id is None:
        return None
    unit: Unit | None = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        sentence = _("There is no such unit.")
        raise Invalid(sentence, fields={field: sentence})
    return unit


def _managed(request: HttpRequest, unit_id: int) -> Unit:
    """Return a unit that the caller manages; refuse before anything in the request is looked at."""
    require_scope(request, WRITE)
    unit = _unit(unit_id)
    services.require_manager(require_user(request), unit)
    return unit


def _describe(request: HttpRequest, action: str, unit: Unit) -> None:
    describe(
        request,
        action=f"units.{action}",
        object_type="organization.Unit",
        object_id=unit.pk,
        unit_id=unit.pk,
    )


def _out(tree: UnitTree, unit_id: int, people: int | None = None) -> dict[str, Any]:
    unit = tree.units[unit_id]
    return {
        "id": unit.pk,
        "code": unit.code,
        "kind": unit.kind,
        "name": unit.name,
        "short_name": unit.short_name,
        "parent_id": tree.parent_id(unit_id),
        "people": people,
    }


def _changed(unit: Unit) -> dict[str, Any]:
    """Return a unit as it stands after a change, also one that begins later or has ended."""
    parent: Unit | None = unit.get_parent()
    return {
        "id": unit.pk,
        "code": unit.code,
        "kind": unit.kind,
        "name": unit.name,
        "short_name": unit.short_name,
        "parent_id": parent.pk if parent else None,
    }


@router.get("/units", response=list[UnitOut])
def list_units(request: HttpRequest, on: date | None = None) -> list[dict[str, Any]]:
    """Return every unit of a day (default: today) with its place, from the roots down."""
    require_scope(request, READ)
    tree = tree_on(on or clock.today())
    held = grants_of(require_user(request))
    view = (Verb.VIEW, Subject.ROSTER)
    within = held.units_allowed(*view).values_list("pk", flat=True) if held.allows(*view) else []
    counts = count_people(tree, within)
    found: list[dict[str, Any]] = []
    waiting = list(reversed(tree.children(None)))
    while waiting:
        pk = waiting.pop()
        found.append(_out(tree, pk, counts.below(pk) if pk in counts.within else None))
        waiting.extend(reversed(tree.children(pk)))
    return found


@router.get("/units/{int:unit_id}", response=UnitOut)
def show_unit(request: HttpRequest, unit_id: int, on: date | None = None) -> dict[str, Any]:
    """Return one unit as of a day."""
    require_scope(request, READ)
    require_user(request)
    tree = tree_on(on or clock.today())
    if unit_id not in tree:
        raise NotFound(_("There is no such unit on that day."))
    return _out(tree, unit_id)


@router.get("/units/{int:unit_id}/committees", response=list[CommitteeOut])
def list_committees(request: HttpRequest, unit_id: int) -> list[Committee]:
    """Return the committees of a unit through time."""
    require_scope(request, READ)
    require_user(request)
    return list(Committee.objects.filter(unit=_unit(unit_id)).order_by("-valid_from"))


def _units_seen(request: HttpRequest) -> Any:
    held = grants_of(require_user(request))
    if not held.allows(Verb.VIEW, Subject.UNITS):
        raise Refused(_("Only the officers of a unit see its terms and coverage."))
    return held.units_allowed(Verb.VIEW, Subject.UNITS)


@router.get("/terms", response=list[EndingOut])
def list_endings(request: HttpRequest, on: date | None = None) -> list[dict[str, Any]]:
    """Return which committees and posts of the caller's units end soon, as of a day."""
    require_scope(request, READ)
    return [
        {
            "unit_id": item.unit_id,
            "last_day": item.last_day,
            "days_left": item.days_left,
            "committee_id": item.committee.pk if item.committee else None,
            "post_id": item.post.pk if item.post else None,
        }
        for item in ending.endings_on(on or clock.today(), _units_seen(request))
    ]


@router.get("/coverage", response=list[WarningOut])
def list_warnings(request: HttpRequest, on: date | None = None) -> list[dict[str, Any]]:
    """Return what the coverage of the caller's units warns of, as of a day."""
    require_scope(request, READ)
    seen = set(_units_seen(request).values_list("pk", flat=True))
    return [
        {
            "kind": str(item.kind),
            "unit_id": item.unit_id,
            "count": item.count,
            "threshold": item.rule.threshold,
        }
        for item in warnings_on(tree_on(on or clock.today()), seen)
    ]


@router.post("/units", response={201: UnitOut})
def set_up(request: HttpRequest, told: SetUpIn) -> tuple[int, dict[str, Any]]:
    """Set up a unit below one that the caller manages."""
    require_scope(request, WRITE)
    values = told.dict(exclude={"parent_id"})
    parent = _unit_or_none(told.parent_id, "parent_id")
    unit = services.create_unit(by=require_user(request), parent=parent, **values)
    _describe(request, "set_up", unit)
    return 201, _changed(Unit.objects.get(pk=unit.pk))


@router.post("/units/{int:unit_id}/rename", response=UnitOut)
def rename(request: HttpRequest, unit_id: int, told: RenameIn) -> dict[str, Any]:
    """Give a unit another name from a day on."""
    unit = _managed(request, unit_id)
    _describe(request, "rename", unit)
    return _changed(services.rename_unit(unit=unit, by=require_user(request), **told.dict()))


@router.post("/units/{int:unit_id}/move", response=UnitOut)
def move(request: HttpRequest, unit_id: int, told: MoveIn) -> dict[str, Any]:
    """Hang a unit below another one from a day on."""
    unit = _managed(request, unit_id)
    _describe(request, "move", unit)
    parent = _unit_or_none(told.parent_id, "parent_id")
    return _changed(
        services.move_unit(unit=unit, parent=parent, on=told.on, reason=told.reason, by=require_user(request))
    )


@router.post("/units/{int:unit_id}/merge", response=UnitOut)
def merge(request: HttpRequest, unit_id: int, told: MergeIn) -> dict[str, Any]:
    """Let other units go over into this one."""
    into = _managed(request, unit_id)
    _describe(request, "merge", into)
    merged = list(Unit.objects.filter(pk__in=told.units))
    if len(merged) != len(set(told.units)):
        sentence = _("There is no such unit.")
        raise Invalid(sentence, fields={"units": sentence})
    by = require_user(request)
    return _changed(reorganizing.merge_units(units=merged, into=into, on=told.on, by=by, reason=told.reason))


@router.post("/units/{int:unit_id}/split", response=list[UnitOut])
def split(request: HttpRequest, unit_id: int, told: SplitIn) -> list[dict[str, Any]]:
    """Let people and sub-units of a unit go over into new ones; return these."""
    unit = _managed(request, unit_id)
    _describe(request, "split", unit)
    made = reorganizing.split_unit(
        unit=unit,
        parts=[Part(**part.dict()) for part in told.parts],
        on=told.on,
        by=require_user(request),
        reason=told.reason,
        ends=told.ends,
    )
    return [_changed(new) for new in made]


@router.post("/units/{int:unit_id}/dissolve", response=UnitOut)
def dissolve(request: HttpRequest, unit_id: int, told: DissolveIn) -> dict[str, Any]:
    """End a unit with a last day."""
    unit = _managed(request, unit_id)
    _describe(request, "dissolve", unit)
    return _changed(
        reorganizing.dissolve_unit(
            unit=unit,
            last_day=told.last_day,
            by=require_user(request),
            reason=told.reason,
            members_to=_unit_or_none(told.members_to, "members_to"),
            children_to=_unit_or_none(told.children_to, "children_to"),
        )
    )


@router.post("/units/{int:unit_id}/committees", response={201: CommitteeOut})
def elect(request: HttpRequest, unit_id: int, told: ElectIn) -> tuple[int, Committee]:
    """Enter the committee that was elected."""
    unit = _managed(request, unit_id)
    _describe(request, "elect", unit)
    return 201, terms.elect_committee(unit=unit, by=require_user(request), **told.dict())


def _committee(request: HttpRequest, committee_id: int, action: str) -> Committee:
    require_scope(request, WRITE)
    committee = Committee.objects.filter(pk=committee_id).select_related("unit").first()
    if committee is None:
        raise NotFound(_("There is no such committee."))
    services.require_manager(require_user(request), committee.unit)
    _describe(request, action, committee.unit)
    return committee


@router.post("/committees/{int:committee_id}/postpone", response=CommitteeOut)
def postpone(request: HttpRequest, committee_id: int, told: PostponeIn) -> Committee:
    """Enter another planned end of a term."""
    committee = _committee(request, committee_id, "postpone")
    return terms.postpone_election(committee=committee, by=require_user(request), **told.dict())


@router.post("/committees/{int:committee_id}/end", response=CommitteeOut)
def end(request: HttpRequest, committee_id: int, told: EndIn) -> Committee:
    """End a committee without another one following."""
    committee = _committee(request, committee_id, "end_committee")
    return terms.end_committee(committee=committee, by=require_user(request), **told.dict())
