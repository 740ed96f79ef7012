"""What can be read of transfers, who answers for a member on a day, and who may do what."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import NotFound, Refused
from organization import authority
from organization.authority import AnyUser, HeldGrants, grants_of
from organization.models import Membership, Person, Unit, valid_on
from organization.relations.models import Transfer
from organization.relations.types import ON_THE_WAY, OPEN_STATES, Action, Refusal, TransferKind, TransferState
from organization.types import MembershipKind, PartyStatus, Subject, UnitKind, Verb

RELATION_KINDS = (UnitKind.PARTY_COMMITTEE, UnitKind.GENERAL_BRANCH, UnitKind.BRANCH)
"""The units in which an organization relation lies."""
MEMBERS = (PartyStatus.FULL_MEMBER, PartyStatus.PROBATIONARY)
"""Who has a relation that can be transferred."""


def living_units() -> QuerySet[Unit]:
    """Return the units of today to which a relation can go, in the order of the tree."""
    units: QuerySet[Unit] = Unit.objects.filter(valid_on(clock.today()), kind__in=RELATION_KINDS)
    return units.order_by("path")


def relation_on(person: Person, day: date) -> Membership | None:
    """Return the membership by which a unit holds a person's relation on a day."""
    return (
        person.memberships.filter(valid_on(day), kind=MembershipKind.RELATION).select_related("unit").first()
    )


@dataclass(frozen=True)
class Responsible:
    """Who answers for a member on a day: a unit of this system, or an organization outside."""

    unit: Unit | None
    outside: str = ""

    def __str__(self) -> str:
        return self.unit.name if self.unit else self.outside


def responsible_on(person: Person, day: date) -> Responsible | None:
    """Return who answers for a member on a day: the sending side up to the eve of the receipt.

    Before the first relation here the sender of the letter answers, after a transfer outward its
    receiver; nobody is known where there was neither.
    """
    membership = relation_on(person, day)
    if membership is not None:
        return Responsible(membership.unit)
    received = person.transfers.filter(state=TransferState.RECEIVED)
    left = received.filter(kind=TransferKind.OUTWARD, received_on__lte=day).order_by("-received_on").first()
    came = received.filter(kind=TransferKind.INWARD, received_on__gt=day).order_by("received_on").first()
    known = left or came
    return Responsible(None, known.outside) if known else None


def committee_of(unit: Unit) -> Unit | None:
    """Return the party committee to which a unit belongs: itself, or the nearest above."""
    if unit.kind == UnitKind.PARTY_COMMITTEE:
        return unit
    above: Unit | None = unit.get_ancestors().filter(kind=UnitKind.PARTY_COMMITTEE).order_by("-depth").first()
    return above


def approver_of(from_unit: Unit, to_unit: Unit | None) -> Unit | None:
    """Return the committee above the sender that approves a transfer out of its own reach, if one must.

    Within one committee nobody else is asked. A committee's own member who leaves is approved by the
    committee above it; where there is none, nobody stands above the sender.
    """
    committee = committee_of(from_unit)
    if committee is None:
        return None
    if to_unit is not None and committee_of(to_unit) == committee:
        return None
    if committee.pk != from_unit.pk:
        return committee
    above: Unit | None = (
        committee.get_ancestors().filter(kind=UnitKind.PARTY_COMMITTEE).order_by("-depth").first()
    )
    return above


def units_sending(user: AnyUser, held: HeldGrants | None = None) -> QuerySet[Unit]:
    """Return the units for which the user sends and receives relations."""
    units = (held or grants_of(user)).units_allowed(Verb.MANAGE, Subject.TRANSFERS)
    return units.filter(valid_on(clock.today()), kind__in=RELATION_KINDS).order_by("path")


def members_of(unit: Unit) -> QuerySet[Person]:
    """Return the members of a unit whose relation can be transferred today, by name."""
    there = Membership.objects.filter(valid_on(clock.today()), unit=unit, kind=MembershipKind.RELATION)
    return Person.objects.filter(pk__in=there.values("person"), party_status__in=MEMBERS).order_by(
        "name_pinyin", "pk"
    )


def senders_choices(unit: Unit) -> QuerySet[Person]:
    """Return the members of a unit for whom a transfer can be begun."""
    running = Transfer.objects.filter(state__in=OPEN_STATES, person__isnull=False)
    return members_of(unit).exclude(pk__in=running.values("person"))


def transfers_in_reach(user: AnyUser, held: HeldGrants | None = None) -> QuerySet[Transfer]:
    """Return the transfers of the units that the user sees; a draft is seen by its own side only."""
    held = held or grants_of(user)
    if not held.allows(Verb.VIEW, Subject.TRANSFERS):
        return Transfer.objects.none()
    units = held.units_allowed(Verb.VIEW, Subject.TRANSFERS)
    other_side = Q(to_unit__in=units) | Q(approver__in=units)
    seen = Q(from_unit__in=units) | (other_side & ~Q(state=TransferState.DRAFT))
    return Transfer.objects.filter(seen).select_related("person", "from_unit", "to_unit", "approver")


def find_transfer(user: AnyUser, transfer_id: int) -> Transfer | None:
    """Return a transfer in the user's reach, or nothing."""
    return transfers_in_reach(user).filter(pk=transfer_id).first()


def require_transfer(user: AnyUser, transfer_id: int) -> Transfer:
    """Return a transfer in reach; somebody's own is refused by name, all others do not exist."""
    transfer = find_transfer(user, transfer_id)
    if transfer is None:
        if own_transfers(user).filter(pk=transfer_id).exists():
            raise Refused(Refusal.OWN.label)
        raise NotFound(_("There is no such transfer."))
    return transfer


def require_reach(user: AnyUser) -> HeldGrants:
    """Return what the user holds; refuse who works on no unit's transfers."""
    held = grants_of(user)
    if not held.allows(Verb.VIEW, Subject.TRANSFERS):
        raise Refused(_("Transfers are seen by those who work on them; your own is under Me."))
    return held


def own_transfers(user: AnyUser) -> QuerySet[Transfer]:
    """Return the user's own transfers that have been sent or ended, the newest first."""
    user_id = getattr(user, "pk", None) or 0
    found = Transfer.objects.filter(person__user_id=user_id).exclude(state=TransferState.DRAFT)
    return found.select_related("person", "from_unit", "to_unit", "approver").order_by("-pk")


def is_own(user: AnyUser, transfer: Transfer) -> bool:
    """Return whether the relation is the user's own."""
    return transfer.person is not None and user is not None and transfer.person.user_id == user.pk


def over_on(day: date) -> Q:
    """Return the condition under which a letter has ended by a day and nobody has received it."""
    return Q(state__in=ON_THE_WAY, letter_until__lt=day)


def why_not(
    user: AnyUser, transfer: Transfer, action: Action | str, held: HeldGrants | None = None
) -> Refusal | None:
    """Return why the user may not do this with a transfer, or nothing."""
    if is_own(user, transfer):
        return Refusal.OWN
    held = held or grants_of(user)
    return _why_not(_Hands(user, held, transfer), Action(action))


@dataclass(frozen=True)
class _Hands:
    """What one user is to a transfer."""

    user: AnyUser
    held: HeldGrants
    transfer: Transfer

    def keeps(self, unit: Unit | None) -> bool:
        return unit is not None and self.held.allows(Verb.MANAGE, Subject.TRANSFERS, unit=unit)

    @property
    def is_sender(self) -> bool:
        return self.keeps(self.transfer.from_unit)

    @property
    def is_receiver(self) -> bool:
        return self.keeps(self.transfer.to_unit)

    @property
    def is_superior(self) -> bool:
        above = self.transfer.approver
        return above is not None and self.held.allows(Verb.SERVE, Subject.TRANSFERS, unit=above)

    @property
    def has_sent(self) -> bool:
        return self.user is not None and self.transfer.sent_by_id == self.user.pk


def _why_not(hands: _Hands, action: Action) -> Refusal | None:
    transfer = hands.transfer
    if action in {Action.CHANGE, Action.SEND}:
        return _first(
            (not hands.is_sender, Refusal.SENDER), (transfer.state != TransferState.DRAFT, Refusal.STATE)
        )
    if action == Action.WITHDRAW:
        return _first((not hands.is_sender, Refusal.SENDER), (not transfer.is_open, Refusal.STATE))
    if action == Action.RENEW:
        return _first((not hands.is_sender, Refusal.SENDER), (not transfer.can_be_received, Refusal.STATE))
    if action == Action.APPROVE:
        return _first(
            (not hands.is_superior, Refusal.SUPERIOR),
            (not transfer.waits_for_approval, Refusal.STATE),
            (hands.has_sent, Refusal.SAME_HAND),
        )
    if transfer.kind == TransferKind.OUTWARD:
        return _outside_answer(hands, action)
    if action == Action.RETURN and transfer.waits_for_approval:
        return _first((not hands.is_superior, Refusal.SUPERIOR), (hands.has_sent, Refusal.SAME_HAND))
    return _first(
        (not hands.is_receiver, Refusal.RECEIVER),
        (not transfer.can_be_received, Refusal.STATE),
        (action == Action.RECEIVE and hands.has_sent, Refusal.SAME_HAND),
    )


def _outside_answer(hands: _Hands, action: Action) -> Refusal | None:
    """What an organization outside answered is recorded by the sender, who holds its slip."""
    transfer = hands.transfer
    if action == Action.RETURN and transfer.waits_for_approval and hands.is_superior:
        return _first((hands.has_sent, Refusal.SAME_HAND))
    return _first((not hands.is_sender, Refusal.SENDER), (not transfer.can_be_received, Refusal.STATE))


def _first(*checks: tuple[bool, Refusal]) -> Refusal | None:
    return next((refusal for fails, refusal in checks if fails), None)


def actions_for(user: AnyUser, transfer: Transfer, held: HeldGrants | None = None) -> list[Action]:
    """Return what the user may do with a transfer now, in the order of the work."""
    held = held or grants_of(user)
    return [action for action in Action if why_not(user, transfer, action, held) is None]


def officers_of(unit: Unit | None, verb: Verb, subject: Subject = Subject.TRANSFERS) -> QuerySet[User]:
    """Return the users who do this for a unit by a grant at the unit itself; nobody without a unit."""
    return authority.officers_of(unit, verb, subject) if unit is not None else User.objects.none()
