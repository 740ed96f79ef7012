"""What the API of organization relations takes and gives."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from organization.models import Unit
from organization.relations.models import MobileContact, MobileStay, Transfer, TransferStep
from organization.relations.stays import StayFacts
from organization.relations.told import Absence, Letter
from organization.relations.types import AwayReason, ContactWay, RelationRuleKey, TransferReason


class TransferStepOut(Schema):
    """What was done with a transfer."""

    sequence: int
    kind: str
    on: date
    cause: str
    unit_id: int | None
    done_by: int | None = Field(None, alias="done_by_id")
    done_at: datetime


class TransferOut(Schema):
    """A transfer of the list; `responsible` answers for the member until the receipt."""

    id: int
    kind: str
    person_id: int | None
    name: str
    from_unit_id: int | None
    to_unit_id: int | None
    from_name: str
    to_name: str
    state: str
    letter_number: str
    sent_on: date | None
    letter_until: date | None
    received_on: date | None
    responsible: str


class TransferDetailOut(TransferOut):
    """A transfer with what the caller may do now and what was done."""

    reason: str
    actions: list[str]
    steps: list[TransferStepOut]


class TransfersOut(Schema):
    """A page of transfers, with how many there are, and how many each list has."""

    count: int
    counts: dict[str, int]
    items: list[TransferOut]


class ListFilter(Schema):
    """Which list, and which part of it."""

    view: str = ""
    limit: int = 30
    offset: int = 0


class TargetIn(Schema):
    """Where a relation goes: a unit of this system, or an organization outside."""

    to_unit_id: int | None = None
    outside: str = ""
    reason: TransferReason


class DraftIn(TargetIn):
    """The transfer of a member of a unit."""

    from_unit_id: int
    person_id: int


class LetterIn(Schema):
    """What the letter of an organization outside says."""

    to_unit_id: int
    name: str
    standing: str
    outside: str
    letter_number: str
    sent_on: date
    letter_until: date
    reason: TransferReason
    staff_number: str = ""
    joined_on: date | None = None

    def letter(self) -> Letter:
        """Return the letter as the service takes it."""
        return Letter(
            name=self.name,
            standing=self.standing,
            outside=self.outside,
            number=self.letter_number,
            issued_on=self.sent_on,
            valid_until=self.letter_until,
            reason=self.reason.value,
            staff_number=self.staff_number,
            joined_on=self.joined_on,
        )


class ActIn(Schema):
    """What an action asks for: the number of the paper letter, the day, the cause."""

    letter_number: str = ""
    on: date | None = None
    cause: str = ""


class ContactOut(Schema):
    """One contact with a mobile member."""

    id: int
    on: date
    way: str
    reached: bool
    note: str
    made_by: int = Field(..., alias="made_by_id")
    made_at: datetime


class StayOut(Schema):
    """A mobile member, with what today says of the absence."""

    id: int
    kind: str
    person_id: int | None
    name: str
    home_unit_id: int | None
    home: str
    host_unit_id: int | None
    where: str
    reason: str
    is_fixed: bool
    is_abroad: bool
    began_on: date
    expected_return: date | None
    ended_on: date | None
    ending: str
    last_contact: date | None
    contact_due: date | None
    advised_on: date | None
    without_contact_since: date | None
    return_passed: date | None


class StayDetailOut(StayOut):
    """A mobile member with the contact log."""

    contacts: list[ContactOut]


class StaysOut(Schema):
    """A page of mobile members, with how many there are, and how many each list has."""

    count: int
    counts: dict[str, int]
    items: list[StayOut]


class AbsenceIn(Schema):
    """Since when, where and why somebody is away."""

    began_on: date
    reason: AwayReason
    host_unit_id: int | None = None
    place: str = ""
    is_fixed: bool = False
    is_abroad: bool = False
    expected_return: date | None = None

    def absence(self, host_unit: Unit | None = None) -> Absence:
        """Return the absence as the service takes it."""
        told = {name: getattr(self, name) for name in ("began_on", "place", "is_fixed", "is_abroad")}
        return Absence(
            reason=self.reason.value, expected_return=self.expected_return, host_unit=host_unit, **told
        )


class StayIn(AbsenceIn):
    """A member of a unit who is away."""

    home_unit_id: int
    person_id: int


class GuestIn(AbsenceIn):
    """A member of an organization outside who is with a unit."""

    host_unit_id: int
    name: str
    home_name: str
    staff_number: str = ""


class ContactIn(Schema):
    """One contact: bare facts."""

    on: date
    way: ContactWay
    reached: bool = True
    note: str = ""


class ReturnIn(Schema):
    """Until when somebody is expected back."""

    expected_return: date | None = None


class DayIn(Schema):
    """The day of a return."""

    on: date


class PostOut(Schema):
    """A post of a day, with the days that are left of it."""

    id: int
    unit_id: int
    unit: str
    kind: str
    person_id: int
    name: str
    valid_from: date
    last_day: date | None
    days_left: int | None
    with_committee: bool
    successor_from: date | None


class PostsOut(Schema):
    """The posts of a list."""

    count: int
    items: list[PostOut]


class RelationRuleIn(Schema):
    """Another value of a rule from a day to come."""

    key: RelationRuleKey
    value: int
    effective_from: date
    basis: str
    verified: bool = False


class RelationRuleOut(Schema):
    """A dated rule with its source."""

    id: int
    key: str
    value: int
    unit: str
    effective_from: date
    basis: str
    verified: bool


def present_transfer(transfer: Transfer) -> dict[str, Any]:
    """Return a transfer as a row of the list."""
    names = ("kind", "name", "state", "letter_number", "sent_on", "letter_until", "received_on")
    sides = ("person_id", "from_unit_id", "to_unit_id", "from_name", "to_name", "responsible")
    return {"id": transfer.pk} | {name: getattr(transfer, name) for name in (*names, *sides)}


def present_stay(stay: MobileStay, facts: StayFacts | None) -> dict[str, Any]:
    """Return a mobile member as a row of the list; of one that has ended, today says nothing."""
    names = ("kind", "person_id", "name", "home_unit_id", "home", "host_unit_id", "where", "reason")
    days = ("is_fixed", "is_abroad", "began_on", "expected_return", "ended_on", "ending")
    judged = ("last_contact", "contact_due", "advised_on", "without_contact_since", "return_passed")
    row = {"id": stay.pk} | {name: getattr(stay, name) for name in (*names, *days)}
    return row | {name: getattr(facts, name) if facts else None for name in judged}


def present_steps(transfer: Transfer) -> list[TransferStep]:
    """Return what was done, the first step first."""
    return list(transfer.steps.order_by("sequence"))


def present_contacts(stay: MobileStay) -> list[MobileContact]:
    """Return the contact log, the latest first."""
    return list(stay.contacts.all())
