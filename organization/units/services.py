"""What can be done to the tree: set up, rename, move. Every change has the day from which it counts.

The dated rows are the truth; a day to come is kept as a row and counts from that day. What is planned
for a unit stands in the way of an earlier change until it is taken back.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, Refused
from evidence import services as evidence
from organization import tree
from organization.authority import grants_of
from organization.models import Unit, UnitEdge, UnitName, valid_on
from organization.rules import checked, require_alive
from organization.types import Subject, Verb

ONE_DAY = timedelta(days=1)
_CACHE = ["path", "depth", "numchild"]


def require_manager(by: User | None, unit: Unit | None) -> None:
    """Refuse who may not manage this unit; without one, who does not manage all of them.

    The program itself (nobody) may.
    """
    if by is None:
        return
    held, manage = grants_of(by), (Verb.MANAGE, Subject.UNITS)
    places = [unit] if unit is not None else list(Unit.objects.filter(depth=1))
    if not held.allows(*manage) or not all(held.allows(*manage, unit=place) for place in places):
        raise Refused(_("Only an administrator of this part of the organization may do this."))


def record(change: str, *, by: User | None, day: date, reason: str = "", **facts: object) -> None:
    """Leave the evidence of a change of the tree."""
    evidence.append(
        kind=f"organization.{change}",
        facts={"day": day.isoformat(), **facts},
        personal={"reason": reason.strip()} if reason.strip() else None,
        by_id=by.pk if by else None,
    )


@transaction.atomic
def create_unit(
    *,
    name: str,
    kind: str,
    code: str,
    by: User | None,
    parent: Unit | None = None,
    short_name: str = "",
    valid_from: date | None = None,
) -> Unit:
    """Set up a unit below a parent (or as a root) from a day on."""
    require_manager(by, parent)
    start = valid_from or clock.today()
    tree.lock()
    unit = Unit(name=name.strip(), short_name=short_name.strip(), code=code.strip(), kind=kind)
    unit.valid_from = start
    with checked(unit, exclude=_CACHE):
        pass
    if parent is None:
        Unit.add_root(instance=unit)
    else:
        parent = Unit.objects.get(pk=parent.pk)
        require_alive(parent, start, None)
        parent.add_child(instance=unit)
        UnitEdge.objects.create(unit=unit, parent=parent, valid_from=start)
    UnitName.objects.create(unit=unit, name=unit.name, short_name=unit.short_name, valid_from=start)
    record(
        "unit_set_up",
        by=by,
        day=start,
        unit_id=unit.pk,
        code=unit.code,
        unit_kind=str(unit.kind),
        name=unit.name,
        parent_id=parent.pk if parent else None,
    )
    return unit


@transaction.atomic
def rename_unit(
    *,
    unit: Unit,
    name: str,
    by: User | None,
    short_name: str | None = None,
    on: date | None = None,
    reason: str = "",
) -> Unit:
    """Give a unit another name from a day on (default: today); the past keeps the old one."""
    require_manager(by, unit)
    start = on or clock.today()
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    require_alive(unit, start, unit.valid_to)
    current = UnitName.objects.filter(unit=unit).latest("valid_from")
    new = UnitName(unit=unit, name=name.strip(), valid_from=start, valid_to=current.valid_to)
    new.short_name = current.short_name if short_name is None else short_name.strip()
    if current.valid_from > start:
        raise Conflict(_("This unit has already been renamed on that day or later."))
    if (new.name, new.short_name) == (current.name, current.short_name):
        return unit
    before = current.name
    if current.valid_from == start:
        current.delete()
    else:
        current.valid_to = start - ONE_DAY
        current.save(update_fields=["valid_to"])
    with checked(new):
        new.save()
    tree.refresh_names(on=clock.today())
    record("unit_renamed", by=by, day=start, reason=reason, unit_id=unit.pk, before=before, name=new.name)
    return Unit.objects.get(pk=unit.pk)


@transaction.atomic
def move_unit(
    *, unit: Unit, parent: Unit | None, by: User | None, on: date | None = None, reason: str = ""
) -> Unit:
    """Hang a unit, with everything below it, under another parent from a day on.

    A day to come is kept as a dated edge; the tree of today follows on that day.
    """
    require_manager(by, unit)
    require_manager(by, parent)
    start = on or clock.today()
    tree.lock()
    unit = Unit.objects.get(pk=unit.pk)
    if hang(unit, parent, start):
        record(
            "unit_moved",
            by=by,
            day=start,
            reason=reason,
            unit_id=unit.pk,
            parent_id=parent.pk if parent else None,
        )
        tree.refresh(on=clock.today())
    return Unit.objects.get(pk=unit.pk)


def hang(unit: Unit, parent: Unit | None, start: date) -> bool:
    """Write the place of a unit from a day on, in a locked tree; return whether it is another one."""
    require_alive(unit, start, unit.valid_to)
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
        require_alive(parent, start, unit.valid_to)
        if unit.pk == parent.pk or tree.would_circle(unit.pk, parent.pk, start=start, end=unit.valid_to):
            sentence = _("A unit cannot hang below itself.")
            raise Invalid(sentence, fields={"parent": sentence})
    edges = UnitEdge.objects.filter(unit=unit)
    if edges.filter(valid_from__gt=start).exists():
        raise Conflict(_("This unit has already been moved on that day or later."))
    current = edges.filter(valid_on(start)).first()
    if (current.parent_id if current else None) == (parent.pk if parent else None):
        return False
    if current is not None and current.valid_from == start:
        if start != unit.valid_from:
            raise Conflict(_("This unit has already been moved on that day or later."))
        # Set up in the wrong place and put right on the same day.
        current.delete()
    elif current is not None:
        current.valid_to = start - ONE_DAY
        current.save(update_fields=["valid_to"])
    if parent is not None:
        UnitEdge.objects.create(unit=unit, parent=parent, valid_from=start, valid_to=unit.valid_to)
    return True
