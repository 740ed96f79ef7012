"""What somebody tells of a letter or of an absence, as forms and programs hand it to the services."""

from dataclasses import dataclass
from datetime import date

from organization.models import Unit
from organization.relations.types import TransferReason


@dataclass(frozen=True)
class Letter:
    """What a letter of introduction from outside says."""

    name: str
    standing: str
    outside: str
    number: str
    issued_on: date
    valid_until: date
    reason: str = TransferReason.WORK.value
    staff_number: str = ""
    joined_on: date | None = None


@dataclass(frozen=True)
class Absence:
    """Where a member is, since when and why."""

    began_on: date
    reason: str
    host_unit: Unit | None = None
    place: str = ""
    is_fixed: bool = False
    is_abroad: bool = False
    expected_return: date | None = None
