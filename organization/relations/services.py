"""What can be done with a transfer. Until it is received, the sending side answers for the member.

The rules decide, whoever asks. Every step leaves a row of its own and an entry of the evidence, in the
transaction that does it; two people at one moment find the second refused.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, NotFound, Refused
from organization.authority import allows
from organization.models import Person, Unit
from organization.relations import moving, queries
from organization.relations.letters import check_letter, checked_text, letter_end, required_cause
from organization.relations.models import LETTER_LENGTH, PLACE_LENGTH, REASON_LENGTH, Transfer
from organization.relations.recording import record_step
from organization.relations.told import Letter
from organization.relations.types import (
    OPEN_STATES,
    Action,
    Refusal,
    StepKind,
    TransferKind,
    TransferReason,
    TransferState,
)
from organization.rules import checked
from organization.types import Subject, Verb


@transaction.atomic
def draft_transfer(
    *,
    person: Person,
    from_unit: Unit,
    by: User,
    reason: str,
    to_unit: Unit | None = None,
    outside: str = "",
) -> Transfer:
    """Draft the transfer of a member of a unit, to a unit of this system or to an organization outside."""
    _require_keeper(by, from_unit, Refusal.SENDER)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id == by.pk:
        raise Refused(Refusal.OWN.label)
    transfer = Transfer(person=person, name=person.name, standing=person.party_status, from_unit=from_unit)
    transfer.staff_number, transfer.joined_on = person.staff_number, person.joined_on
    _require_member(person, from_unit)
    _set_target(transfer, to_unit, outside, reason)
    _require_none_under_way(person)
    try:
        with transaction.atomic():
            transfer.save()
    except IntegrityError as error:
        raise Conflict(_("A transfer of this person is under way.")) from error
    record_step(transfer, StepKind.DRAFTED, by, from_unit)
    return transfer


@transaction.atomic
def change_draft(
    *, transfer: Transfer, by: User, reason: str, to_unit: Unit | None = None, outside: str = ""
) -> Transfer:
    """Let a draft go somewhere else."""
    transfer = _lock(transfer)
    _require(by, transfer, Action.CHANGE)
    _set_target(transfer, to_unit, outside, reason)
    transfer.save()
    record_step(transfer, StepKind.CHANGED, by, transfer.from_unit)
    return transfer


@transaction.atomic
def send_transfer(*, transfer: Transfer, by: User, letter_number: str = "") -> Transfer:
    """Send a draft: the letter runs from today, or from the approval where the superior is asked first.

    Without a number of the paper letter the system gives one.
    """
    transfer = _lock(transfer)
    _require(by, transfer, Action.SEND)
    from_unit = _unit(transfer.from_unit_id)
    person = _person(transfer)
    _require_member(person, from_unit)
    if transfer.to_unit is not None:
        _require_living(transfer.to_unit)
    today = clock.today()
    transfer.name, transfer.standing = person.name, person.party_status
    transfer.letter_number = checked_text(letter_number, LETTER_LENGTH, "letter_number")
    transfer.letter_number = transfer.letter_number or f"ZX-{today:%Y}-{transfer.pk:06d}"
    if from_unit.transfers_out.filter(letter_number=transfer.letter_number).exclude(pk=transfer.pk).exists():
        told = _("This unit has given that number to another letter.")
        raise Invalid(told, fields={"letter_number": told})
    transfer.approver = queries.approver_of(from_unit, transfer.to_unit)
    transfer.state, transfer.sent_on, transfer.sent_by = TransferState.SENT, today, by
    if transfer.approver is None:
        transfer.letter_until = letter_end(today)
    transfer.save()
    record_step(transfer, StepKind.SENT, by, from_unit)
    return transfer


@transaction.atomic
def register_letter(*, to_unit: Unit, letter: Letter, by: User) -> Transfer:
    """Register the letter that a member brings from an organization outside; a second person receives it."""
    _require_keeper(by, to_unit, Refusal.RECEIVER)
    _require_living(to_unit)
    transfer = Transfer(
        kind=TransferKind.INWARD,
        name=letter.name.strip(),
        standing=letter.standing,
        to_unit=to_unit,
        outside=letter.outside.strip(),
        reason=letter.reason,
        letter_number=letter.number.strip(),
        sent_on=letter.issued_on,
        letter_until=letter.valid_until,
        staff_number=letter.staff_number.strip(),
        joined_on=letter.joined_on,
        state=TransferState.SENT,
        sent_by=by,
    )
    check_letter(transfer)
    transfer.person = moving.known_person(transfer)
    if transfer.person is not None and transfer.person.user_id == by.pk:
        raise Refused(Refusal.OWN.label)
    _require_none_under_way(transfer.person)
    try:
        with checked(transfer), transaction.atomic():
            transfer.save()
    except IntegrityError as error:
        raise Conflict(_("A transfer of this person is under way.")) from error
    record_step(transfer, StepKind.REGISTERED, by, to_unit)
    return transfer


@transaction.atomic
def approve_transfer(*, transfer: Transfer, by: User) -> Transfer:
    """Let the superior party committee approve what leaves its reach; the letter runs from today."""
    transfer = _lock(transfer)
    _require(by, transfer, Action.APPROVE)
    transfer.state, transfer.letter_until = TransferState.APPROVED, letter_end(clock.today())
    transfer.save(update_fields=["state", "letter_until"])
    record_step(transfer, StepKind.APPROVED, by, transfer.approver)
    return transfer


@transaction.atomic
def receive_transfer(*, transfer: Transfer, by: User, on: date | None = None) -> Transfer:
    """Receive a relation: from this day on the receiving side answers for the member.

    Between units of this system the day is today. For a letter from or to an organization outside it is
    the day on which the letter was received there or here, today at the latest.
    """
    transfer = _lock(transfer)
    _require(by, transfer, Action.RECEIVE)
    today = clock.today()
    day = today if transfer.kind == TransferKind.INSIDE else on or today
    _check_receipt(transfer, day, today)
    person = moving.move_relation(transfer, day, by)
    transfer.state, transfer.received_on, transfer.person = TransferState.RECEIVED, day, person
    transfer.save(update_fields=["state", "received_on", "person"])
    side = transfer.from_unit if transfer.kind == TransferKind.OUTWARD else transfer.to_unit
    record_step(transfer, StepKind.RECEIVED, by, side, on=day)
    moving.tell_moved(transfer, day)
    return transfer


@transaction.atomic
def return_transfer(*, transfer: Transfer, by: User, cause: str) -> Transfer:
    """Send a transfer back with its cause: nobody refuses a member without one."""
    transfer = _lock(transfer)
    _require(by, transfer, Action.RETURN)
    words = required_cause(cause)
    waits = transfer.waits_for_approval
    transfer.state = TransferState.RETURNED
    transfer.save(update_fields=["state"])
    side = transfer.approver if waits else transfer.to_unit or transfer.from_unit
    record_step(transfer, StepKind.RETURNED, by, side, cause=words)
    return transfer


@transaction.atomic
def withdraw_transfer(*, transfer: Transfer, by: User, cause: str = "") -> Transfer:
    """Take a transfer back before it is received; once it was sent, with the cause."""
    transfer = _lock(transfer)
    _require(by, transfer, Action.WITHDRAW)
    draft = transfer.state == TransferState.DRAFT
    words = checked_text(cause, REASON_LENGTH, "cause") if draft else required_cause(cause)
    transfer.state = TransferState.WITHDRAWN
    transfer.save(update_fields=["state"])
    record_step(transfer, StepKind.WITHDRAWN, by, transfer.from_unit, cause=words)
    return transfer


@transaction.atomic
def renew_letter(*, transfer: Transfer, by: User) -> Transfer:
    """Let the letter run anew from today; where the superior has approved, it is asked again."""
    transfer = _lock(transfer)
    _require(by, transfer, Action.RENEW)
    transfer.state, transfer.sent_by = TransferState.SENT, by
    transfer.letter_until = None if transfer.approver_id is not None else letter_end(clock.today())
    transfer.save(update_fields=["state", "sent_by", "letter_until"])
    record_step(transfer, StepKind.RENEWED, by, transfer.from_unit)
    return transfer


def _lock(transfer: Transfer) -> Transfer:
    """Return the transfer as it stands now, locked until the end of the transaction."""
    locked = Transfer.objects.select_for_update(of=("self",)).filter(pk=transfer.pk)
    found = locked.select_related("person", "from_unit", "to_unit", "approver", "sent_by").first()
    if found is None:
        raise NotFound(_("There is no such transfer."))
    return found


def _unit(unit_id: int | None) -> Unit:
    """Return a unit, locked, so that it does not end while a relation comes or goes."""
    unit: Unit = Unit.objects.select_for_update().get(pk=unit_id)
    return unit


def _person(transfer: Transfer) -> Person:
    return Person.objects.select_for_update().get(transfers=transfer)


def _require(by: User, transfer: Transfer, action: Action) -> None:
    refusal = queries.why_not(by, transfer, action)
    if refusal == Refusal.STATE:
        raise Conflict(
            _("This transfer is %(state)s; it has gone on since you opened it. Nothing was changed.")
            % {"state": transfer.get_state_display()}
        )
    if refusal is not None:
        raise Refused(refusal.label)


def _require_keeper(by: User, unit: Unit, refusal: Refusal) -> None:
    if not allows(by, Verb.MANAGE, Subject.TRANSFERS, unit=unit):
        raise Refused(refusal.label)


def _require_member(person: Person, unit: Unit) -> None:
    told = ""
    relation = queries.relation_on(person, clock.today())
    if relation is None or relation.unit_id != unit.pk:
        told = _("The relation of this person does not lie in this unit today.")
    elif person.party_status not in queries.MEMBERS:
        told = _("Only full and probationary members have an organization relation to transfer.")
    if told:
        raise Invalid(told, fields={"person": told})


def _require_none_under_way(person: Person | None) -> None:
    if person is not None and person.transfers.filter(state__in=OPEN_STATES).exists():
        raise Conflict(_("A transfer of this person is under way."))


def _require_living(unit: Unit) -> None:
    if unit.kind not in queries.RELATION_KINDS or not queries.living_units().filter(pk=unit.pk).exists():
        told = _("Choose a party committee, general branch or branch that exists today.")
        raise Invalid(told, fields={"to_unit": told})


def _set_target(transfer: Transfer, to_unit: Unit | None, outside: str, reason: str) -> None:
    place = checked_text(outside, PLACE_LENGTH, "outside")
    if (to_unit is None) == (not place):
        told = _("Choose the receiving unit, or name the organization outside.")
        raise Invalid(told, fields={"to_unit": told})
    if to_unit is not None:
        _require_living(to_unit)
        if to_unit.pk == transfer.from_unit_id:
            told = _("The relation already lies in this unit.")
            raise Invalid(told, fields={"to_unit": told})
    if reason not in TransferReason.values:
        raise Invalid(_("Choose a reason."), fields={"reason": _("Choose a reason.")})
    transfer.kind = TransferKind.OUTWARD if to_unit is None else TransferKind.INSIDE
    transfer.to_unit, transfer.outside, transfer.reason = to_unit, place, reason


def _check_receipt(transfer: Transfer, day: date, today: date) -> None:
    first = transfer.sent_on or today
    if not first <= day <= today:
        told = _("Choose a day from %(first)s until today.") % {"first": first.isoformat()}
        raise Invalid(told, fields={"on": told})
    if transfer.letter_until is not None and day > transfer.letter_until:
        told = _("The letter ended on %(day)s. The sending side renews it first, or it is sent back.") % {
            "day": transfer.letter_until.isoformat()
        }
        raise Conflict(told, fields={"on": told})
