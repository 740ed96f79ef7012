"""The row of a step with its evidence, written in the transaction of what it tells of."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict
from evidence import services as evidence
from organization.models import Unit
from organization.relations.models import Transfer, TransferStep
from organization.relations.types import StepKind
from organization.signals import transfer_changed


def record_step(
    transfer: Transfer,
    kind: StepKind,
    by: User | None,
    unit: Unit | None,
    *,
    on: date | None = None,
    cause: str = "",
) -> TransferStep:
    """Write the row of a step with its evidence, and tell of it."""
    step = TransferStep(
        transfer=transfer,
        sequence=transfer.steps.count() + 1,
        kind=kind,
        on=on or clock.today(),
        cause=cause,
        unit=unit,
        done_by=by,
    )
    try:
        with transaction.atomic():
            step.save()
    except IntegrityError as error:
        raise Conflict(
            _("The transfer has gone on since you opened it. Look at it again; nothing was changed.")
        ) from error
    facts: dict[str, Any] = {
        "transfer_id": transfer.pk,
        "sequence": step.sequence,
        "transfer_kind": str(transfer.kind),
        "person_id": transfer.person_id,
        "from_unit_id": transfer.from_unit_id,
        "to_unit_id": transfer.to_unit_id,
        "unit_id": unit.pk if unit else None,
        "on": step.on.isoformat(),
        "state": str(transfer.state),
    }
    told = {"name": transfer.name, "outside": transfer.outside, "cause": cause}
    evidence.append(
        kind=f"organization.transfer_{kind.value}",
        facts=facts,
        personal={name: text for name, text in told.items() if text},
        by_id=by.pk if by else None,
    )
    transfer_changed.send(transfer_id=transfer.pk, sequence=step.sequence)
    return step
