"""What moves with an organization relation on the day of the receipt, in the transaction of the receipt."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid
from organization import services as kernel
from organization.models import Membership, Person, Unit, overlaps
from organization.relations import queries, staying
from organization.relations.models import Transfer
from organization.relations.types import TransferKind
from organization.signals import relation_moved
from organization.types import MembershipKind, UnitKind

ONE_DAY = timedelta(days=1)


def known_person(transfer: Transfer) -> Person | None:
    """Return the person of this system who brings the letter, known by the staff number; else nobody.

    Whose relation already lies here cannot come from outside: such a transfer begins in that unit.
    """
    if not transfer.staff_number:
        return None
    person = Person.objects.filter(staff_number__iexact=transfer.staff_number).first()
    if person is None:
        return None
    if person.name != transfer.name:
        told = _("This staff number belongs to somebody of another name.")
        raise Invalid(told, fields={"staff_number": told})
    if person.party_status in queries.MEMBERS and queries.relation_on(person, clock.today()):
        raise Conflict(
            _("The relation of this person lies in a unit of this system; that unit begins the transfer.")
        )
    return person


def move_relation(transfer: Transfer, day: date, by: User) -> Person:
    """Let the relation lie with the receiving side from a day on; what hangs on the old one ends.

    The membership of the sender ends on the eve. Posts and party groups in the units left end with it,
    and the grants on those posts; a registration as mobile member ends too.
    """
    _lock_units(transfer)
    if transfer.kind == TransferKind.INWARD:
        return _come_in(transfer, day)
    person = Person.objects.select_for_update().get(transfers=transfer)
    membership = queries.relation_on(person, day)
    if membership is None or membership.unit_id != transfer.from_unit_id:
        raise Conflict(_("The relation does not lie in the sending unit any longer; it withdraws this."))
    if person.party_status not in queries.MEMBERS:
        raise Conflict(_("This person is not a member any longer; the sending unit withdraws this."))
    _require_earlier(membership, day)
    _require_nothing_planned(person, day)
    kernel.leave_unit(membership=membership, last_day=day - ONE_DAY, by=None)
    if transfer.to_unit is not None:
        kernel.join_unit(person=person, unit=transfer.to_unit, valid_from=day, by=None)
    _end_posts(person, transfer, day, by)
    _leave_groups(person, transfer, day)
    staying.end_by_transfer(person, day, by)
    return person


def tell_moved(transfer: Transfer, day: date) -> None:
    """Tell the rooms whose records go along with the member."""
    relation_moved.send(
        person_id=transfer.person_id,
        from_unit_id=transfer.from_unit_id,
        to_unit_id=transfer.to_unit_id,
        on=day.isoformat(),
    )


def _lock_units(transfer: Transfer) -> None:
    """Keep both units from ending meanwhile; the same order as everywhere, units before people."""
    wanted = [pk for pk in (transfer.from_unit_id, transfer.to_unit_id) if pk is not None]
    list(Unit.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk"))


def _come_in(transfer: Transfer, day: date) -> Person:
    """Enter the member who brought a letter from outside, or let one who is known here join."""
    known = known_person(transfer)
    person = transfer.person or known
    if person is None:
        person = kernel.create_person(
            name=transfer.name,
            party_status=transfer.standing,
            staff_number=transfer.staff_number,
            joined_on=transfer.joined_on,
            standing_from=day,
            by=None,
        )
    else:
        person = Person.objects.select_for_update().get(pk=person.pk)
        kernel.change_standing(
            person=person,
            status=transfer.standing,
            valid_from=day,
            by=None,
            reason=_("Transfer of the organization relation"),
        )
        if person.joined_on is None and transfer.joined_on is not None:
            kernel.correct_particulars(person=person, joined_on=transfer.joined_on, by=None)
    _join(person, transfer, day)
    staying.end_by_transfer(person, day, None)
    person.refresh_from_db()
    return person


def _join(person: Person, transfer: Transfer, day: date) -> None:
    """Let a person join the receiving unit; somebody employed here goes over from the unit kept in."""
    if transfer.to_unit is None:
        return
    kept = queries.relation_on(person, day)
    if kept is not None and kept.unit_id == transfer.to_unit_id:
        return
    if kept is not None:
        _require_earlier(kept, day)
        kernel.leave_unit(membership=kept, last_day=day - ONE_DAY, by=None)
    kernel.join_unit(person=person, unit=transfer.to_unit, valid_from=day, by=None)


def _require_earlier(membership: Membership, day: date) -> None:
    if membership.valid_from >= day:
        raise Conflict(
            _("The relation came to %(unit)s only on %(day)s; it can go on from the day after.")
            % {"unit": membership.unit, "day": membership.valid_from.isoformat()}
        )


def _require_nothing_planned(person: Person, day: date) -> None:
    planned = person.memberships.filter(kind=MembershipKind.RELATION, valid_from__gt=day)
    if planned.exists():
        raise Conflict(_("Another unit is already planned for this person; take that back first."))


def _leaves(unit: Unit, transfer: Transfer) -> bool:
    """Return whether somebody has nothing to do with a unit any longer, in which a party post is held."""
    if unit.kind not in (*queries.RELATION_KINDS, UnitKind.PARTY_GROUP):
        return False
    old, new = transfer.from_unit, transfer.to_unit
    if old is None or new is None:
        return True
    touched = unit.path.startswith(old.path) or old.path.startswith(unit.path)
    return touched and not new.path.startswith(unit.path)


def _end_posts(person: Person, transfer: Transfer, day: date, by: User) -> None:
    for post in person.posts.filter(overlaps(day, None)).select_related("unit"):
        if not _leaves(post.unit, transfer):
            continue
        if post.valid_from >= day:
            raise Conflict(
                _("A post at %(unit)s begins on %(day)s; take it back first.")
                % {"unit": post.unit, "day": post.valid_from.isoformat()}
            )
        kernel.close_post(post, day - ONE_DAY, by)


def _leave_groups(person: Person, transfer: Transfer, day: date) -> None:
    groups: list[Membership] = list(
        person.memberships.filter(overlaps(day, None), kind=MembershipKind.GROUP).select_related("unit")
    )
    for group in groups:
        if not _leaves(group.unit, transfer):
            continue
        if group.valid_from >= day:
            group.delete()  # it never began
        else:
            kernel.leave_unit(membership=group, last_day=day - ONE_DAY, by=None)
