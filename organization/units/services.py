"""What can be done to the tree: set up, rename, move. Every change has the day from which it counts."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, Refused
from organization import tree
from organization.authority import allows
from organization.models import Unit, UnitEdge, UnitName, valid_on
from organization.rules import checked, require_alive
from organization.types import Subject, Verb

ONE_DAY = timedelta(days=1)


def require_manager(by: User | None, unit: Unit | None) -> None:
    """Refuse who may not manage this unit (any unit when none is named); the program itself may."""
    if by is not None and not allows(by, Verb.MANAGE, Subject.UNITS, unit=unit):
        raise Refused(_("Only an administrator of this part of the organization may do this."))


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
    with checked(unit, exclude=["path", "depth", "numchild"]):
        pass
    if parent is None:
        Unit.add_root(instance=unit)
    else:
        parent = Unit.objects.get(pk=parent.pk)
        require_alive(parent, start, None)
        parent.add_child(instance=unit)
        UnitEdge.objects.create(unit=unit, parent=parent, valid_from=start)
    UnitName.objects.create(unit=unit, name=unit.name, short_name=unit.short_name, valid_from=start)
    return unit


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, by: User | None, short_name: str | None = None, on: date | None = None
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
    if current.valid_from == start:
        current.delete()
    else:
        current.valid_to = start - ONE_DAY
        current.save(update_fields=["valid_to"])
    with checked(new):
        new.save()
    tree.refresh_names(on=clock.today())
    return Unit.objects.get(pk=unit.pk)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, by: User | None, on: date | None = None) -> Unit:
    """Hang a unit, with everything below it, under another parent from a day on.

    A day to come is kept as a dated edge; the tree of today follows on that day.
    """
    require_manager(by, unit)
    require_manager(by, parent)
    start = on or clock.today()
    tree.lock()
    unit = Unit.objects.get(pk=unit.pk)
    require_alive(unit, start, None)
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
        require_alive(parent, start, None)
        if unit.pk == parent.pk or unit.pk in tree.ancestor_ids(parent, on=start):
            raise Invalid(_("A unit cannot hang below itself."))
    edges = UnitEdge.objects.filter(unit=unit)
    if edges.filter(valid_from__gte=start).exists():
        raise Conflict(_("This unit has already been moved on that day or later."))
    current = edges.filter(valid_on(start)).first()
    if current is not None and parent is not None and current.parent_id == parent.pk:
        return unit
    edges.filter(valid_on(start)).update(valid_to=start - ONE_DAY)
    if parent is not None:
        UnitEdge.objects.create(unit=unit, parent=parent, valid_from=start)
    tree.refresh(on=clock.today())
    return Unit.objects.get(pk=unit.pk)
