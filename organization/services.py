"""What can be done to the people, their posts and their grants.

Every change is asked by a system administrator (`by`) or by the program itself (`by=None`: commands
and the demo). Dates are Shanghai days; `valid_to` is the last valid day.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, Refused
from evidence import services as evidence
from organization import tree
from organization.authority import allows, units_allowed
from organization.grants.queries import administers
from organization.grants.services import close_grant, grant_role, withdraw_grant, withdraw_grants_of
from organization.models import Membership, PartyStanding, Person, Post, Unit, overlaps, valid_on
from organization.rules import checked, require_alive
from organization.types import MembershipKind, PartyStatus, PostKind, Subject, Verb

__all__ = ["close_grant", "grant_role", "withdraw_grant", "withdraw_grants_of"]
"""What the grants' own room does, for those who call the kernel."""

ONE_DAY = timedelta(days=1)


def _require_manager(by: User | None, unit: Unit | None) -> None:
    if by is not None and not allows(by, Verb.MANAGE, Subject.ACCOUNTS, unit=unit):
        raise Refused(_("Only a system administrator may do this."))


@transaction.atomic
def create_person(
    *,
    name: str,
    by: User | None,
    party_status: str = PartyStatus.EMPLOYEE,
    user: User | None = None,
    staff_number: str = "",
    joined_on: date | None = None,
    standing_from: date | None = None,
) -> Person:
    """Enter a person, with or without an account, whose party status holds since a day (default: today)."""
    _require_manager(by, None)
    person = Person(name=name.strip(), party_status=party_status, user=user, joined_on=joined_on)
    person.staff_number = staff_number.strip()
    since = standing_from or clock.today()
    if since > clock.today():
        raise Invalid(_("The first standing cannot begin in the future."))
    with checked(person):
        person.save()
    PartyStanding.objects.create(person=person, status=person.party_status, valid_from=since)
    return person


@transaction.atomic
def correct_person(*, person: Person, name: str, party_status: str, by: User | None) -> Person:
    """Correct what is written about a person; another party status holds from today on."""
    _require_manager(by, None)
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.name, before, person.party_status = name.strip(), person.party_status, party_status
    with checked(person):
        person.save(update_fields=["name"])
    if party_status != before:
        person.party_status = before
        change_standing(person=person, status=party_status, by=by)
        person.refresh_from_db()
    return person


@transaction.atomic
def change_standing(
    *,
    person: Person,
    status: PartyStatus | str,
    by: User | None,
    valid_from: date | None = None,
    reason: str = "",
) -> PartyStanding:
    """Let a person stand otherwise to the party from a day on (default: today).

    A day to come is kept and counts from that day. A change on the first day of a standing takes its
    place; what began later stands in the way and must be taken back first.
    """
    _require_roster_manager(by, person)
    if status not in PartyStatus.values:
        raise Invalid(_("Choose a party status."), fields={"party_status": _("Choose a party status.")})
    start = valid_from or clock.today()
    person = Person.objects.select_for_update().get(pk=person.pk)
    rows = list(person.standings.order_by("valid_from"))
    current = next((row for row in rows if row.valid_to is None), None)
    if current is not None and current.valid_from > start:
        raise Conflict(
            _("The party status is already known from %(day)s on; it cannot change before that day.")
            % {"day": current.valid_from.isoformat()}
        )
    if current is not None and current.status == status:
        return current
    before = str(current.status) if current is not None else ""
    if current is not None and current.valid_from == start:
        current.delete()
        rows.remove(current)
    elif current is not None:
        current.valid_to = start - ONE_DAY
        current.save(update_fields=["valid_to"])
    last = rows[-1] if rows else None
    if last is not None and last.status == status and last.valid_to == start - ONE_DAY:
        standing = last
        standing.valid_to = None
        standing.save(update_fields=["valid_to"])
    else:
        standing = PartyStanding.objects.create(person=person, status=str(status), valid_from=start)
    _record_standing(standing, "organization.standing_changed", by, before, reason)
    tree.refresh_standings(on=clock.today(), people=[person.pk])
    return standing


@transaction.atomic
def take_back_standings(*, person: Person, since: date, by: User | None, reason: str = "") -> PartyStanding:
    """Remove what was written about a person's standing from a day on; what stood before goes on.

    Where nothing stood before, the person is an employee since the first day known.
    """
    _require_roster_manager(by, person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    rows = list(person.standings.order_by("valid_from"))
    gone = [row for row in rows if row.valid_from >= since]
    kept = [row for row in rows if row.valid_from < since]
    before = str(rows[-1].status) if rows else ""
    first = rows[0].valid_from if rows else since
    PartyStanding.objects.filter(pk__in=[row.pk for row in gone]).delete()
    if kept:
        last = kept[-1]
        if gone:
            last.valid_to = None
            last.save(update_fields=["valid_to"])
    else:
        last = PartyStanding.objects.create(person=person, status=PartyStatus.EMPLOYEE, valid_from=first)
    _record_standing(last, "organization.standing_taken_back", by, before, reason)
    tree.refresh_standings(on=clock.today(), people=[person.pk])
    return last


def _require_roster_manager(by: User | None, person: Person) -> None:
    if by is None:
        return
    units = Unit.objects.filter(pk__in=person.memberships.filter(valid_on(clock.today())).values("unit"))
    reach = units_allowed(by, Verb.MANAGE, Subject.ROSTER)
    # Someone who belongs nowhere yet is entered, and put right, by whoever keeps a roster.
    if not (reach & units if units.exists() else reach).exists():
        raise Refused(_("Only who keeps the roster of this unit may do this."))


def _record_standing(standing: PartyStanding, kind: str, by: User | None, before: str, reason: str) -> None:
    evidence.append(
        kind=kind,
        facts={"standing_id": standing.pk, "valid_from": standing.valid_from.isoformat()},
        personal={
            "person": str(standing.person_id),
            "status": str(standing.status),
            "before": before,
            "reason": reason.strip(),
        },
        by_id=by.pk if by else None,
    )


@transaction.atomic
def correct_particulars(
    *,
    person: Person,
    by: User | None,
    name: str | None = None,
    staff_number: str | None = None,
    joined_on: date | None = None,
) -> Person:
    """Correct some particulars of a person; what is not given stays. The account follows the name."""
    _require_manager(by, None)
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.name = person.name if name is None else name.strip()
    person.staff_number = person.staff_number if staff_number is None else staff_number.strip()
    person.joined_on = joined_on or person.joined_on
    with checked(person):
        person.save(update_fields=["name", "staff_number", "joined_on"])
    if name is not None and person.user_id is not None:
        User.objects.filter(pk=person.user_id).update(first_name=person.name)
    return person


@transaction.atomic
def manage_account(
    *, person: Person, may_sign_in: bool, by: User | None, new_password: str = ""
) -> User | None:
    """Open or close a person's account and, if given, set a new password.

    The account of another administrator is out of reach: whoever could reset it would hold its grants,
    and the three would watch each other no longer. Two persons recover it (`manage.py recover_admin`).
    """
    _require_manager(by, None)
    if person.user_id is None:
        return None
    user = User.objects.select_for_update().get(pk=person.user_id)
    changes = new_password or may_sign_in != user.is_active
    if not changes:
        return user
    if by is not None and by.pk != user.pk and administers(user):
        raise Refused(_("The account of another administrator cannot be changed here."))
    if new_password:
        accounts.reset_password(user=user, password=new_password, by=by)
    if may_sign_in != user.is_active:
        change = accounts.reactivate_user if may_sign_in else accounts.deactivate_user
        change(user=user, by=by)
    return user


@transaction.atomic
def join_unit(
    *,
    person: Person,
    unit: Unit,
    by: User | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Make a person belong to a unit; refuse a second membership of the same kind in those days."""
    _require_manager(by, unit)
    start = valid_from or clock.today()
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    kind = MembershipKind.of_unit(unit.kind)
    person = Person.objects.select_for_update().get(pk=person.pk)
    membership = Membership(person=person, unit=unit, kind=kind, valid_from=start, valid_to=valid_to)
    require_alive(unit, start, valid_to)
    other = person.memberships.filter(overlaps(start, valid_to), kind=kind).select_related("unit").first()
    if other is not None:
        raise Conflict(
            _("%(person)s belongs to %(unit)s in these days.") % {"person": person, "unit": other.unit}
        )
    with checked(membership):
        membership.save()
    return membership


@transaction.atomic
def leave_unit(*, membership: Membership, last_day: date, by: User | None) -> Membership:
    """End a membership with a last day."""
    _require_manager(by, membership.unit)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.valid_to is not None and membership.valid_to < last_day:
        raise Conflict(_("This has already ended earlier."))
    membership.valid_to = last_day
    with checked(membership):
        membership.save(update_fields=["valid_to"])
    return membership


@transaction.atomic
def give_post(
    *,
    person: Person,
    unit: Unit,
    kind: PostKind | str,
    by: User | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Post:
    """Give a person a post in a unit; a unit has one secretary at a time."""
    _require_manager(by, unit)
    start = valid_from or clock.today()
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    post = Post(person=person, unit=unit, kind=str(kind), valid_from=start, valid_to=valid_to)
    require_alive(unit, start, valid_to)
    standing = unit.posts.filter(overlaps(start, valid_to), kind=str(kind))
    if kind != PostKind.SECRETARY:
        standing = standing.filter(person=person)
    if standing.exists():
        raise Conflict(_("This post is held in these days."))
    with checked(post):
        post.save()
    return post


@transaction.atomic
def end_post(*, post: Post, last_day: date, by: User | None) -> Post:
    """End a post with a last day; the grants that hang on it end with that day."""
    _require_manager(by, post.unit)
    return close_post(post, last_day, by)


def close_post(post: Post, last_day: date, by: User | None) -> Post:
    """End a post, and the grants on it, for a caller who has made sure that this may be done."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.valid_to is not None and post.valid_to < last_day:
        raise Conflict(_("This has already ended earlier."))
    post.valid_to = last_day
    with checked(post):
        post.save(update_fields=["valid_to"])
    hanging = post.grants.filter(withdrawn_at=None).filter(overlaps(last_day + ONE_DAY, None))
    for grant in hanging.select_for_update():
        close_grant(grant, last_day, by)
    return post
