"""Letting transfers under way follow the tree: a unit was merged, or the member has moved otherwise."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from organization.models import Unit, valid_on
from organization.relations import queries
from organization.relations.models import Transfer
from organization.relations.recording import record_step
from organization.relations.types import OPEN_STATES, StepKind, TransferState
from organization.units.models import UnitLink


@transaction.atomic
def follow_units(today: date) -> int:
    """Let every open transfer go on with the units that answer today; return how many changed.

    The sending unit is always the one that holds the relation. A receiving unit that was merged is
    followed by the unit into which it went. Who has arrived by way of a merger needs no transfer.
    """
    changed = 0
    open_ones = Transfer.objects.select_for_update(of=("self",)).filter(state__in=OPEN_STATES)
    for transfer in open_ones.select_related("person", "from_unit", "to_unit").order_by("pk"):
        changed += _follow(transfer, today)
    return changed


def _follow(transfer: Transfer, today: date) -> bool:
    from_unit, to_unit = transfer.from_unit, transfer.to_unit
    if transfer.person is not None and from_unit is not None:
        relation = queries.relation_on(transfer.person, today)
        if relation is None:
            return _end(transfer, _("The relation does not lie in a unit of this system any longer."))
        from_unit = relation.unit
    if to_unit is not None:
        to_unit = _living(to_unit, today) or to_unit
    if from_unit is not None and to_unit is not None and from_unit.pk == to_unit.pk:
        return _end(transfer, _("The relation already lies in the receiving unit."))
    if (from_unit and from_unit.pk) == transfer.from_unit_id and (
        to_unit and to_unit.pk
    ) == transfer.to_unit_id:
        return False
    transfer.from_unit, transfer.to_unit = from_unit, to_unit
    transfer.save(update_fields=["from_unit", "to_unit"])
    record_step(transfer, StepKind.REROUTED, None, from_unit)
    return True


def _living(unit: Unit, today: date) -> Unit | None:
    """Return the unit itself while it lives, or the one and only unit that followed it."""
    seen: set[int] = set()
    current: Unit | None = unit
    while current is not None and current.pk not in seen:
        seen.add(current.pk)
        if Unit.objects.filter(valid_on(today), pk=current.pk).exists():
            return current
        links = UnitLink.objects.filter(predecessor=current, day__lte=today).select_related("successor")
        successors = list(links[:2])
        current = successors[0].successor if len(successors) == 1 else None
    return None


def _end(transfer: Transfer, cause: str) -> bool:
    transfer.state = TransferState.WITHDRAWN
    transfer.save(update_fields=["state"])
    record_step(transfer, StepKind.WITHDRAWN, None, transfer.from_unit, cause=cause)
    return True
