"""What can be done to the tree, the people and the grants.

Every change is asked by a system administrator (`by`) or by the program itself (`by=None`: commands
and the demo). Dates are Shanghai days; `valid_to` is the last valid day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, Refused
from evidence import services as evidence
from organization import tree
from organization.authority import holds
from organization.groups import sync_groups
from organization.models import Grant, Membership, Person, Post, Unit, UnitEdge, overlaps, valid_on
from organization.signals import grant_changed
from organization.types import GrantScope, MembershipKind, PartyStatus, PostKind, Role

ONE_DAY = timedelta(days=1)


def _require_manager(by: User | None, unit: Unit | None) -> None:
    if by is not None and not holds(by, Role.SYSTEM_ADMIN, unit=unit):
        raise Refused(_("Only a system administrator may do this."))


@contextmanager
def _checked(row: models.Model, *, exclude: list[str] | None = None) -> Iterator[None]:
    """Turn what the model refuses into one error of the domain, with a sentence for each field."""
    try:
        row.full_clean(exclude=exclude)
        yield
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid(" ".join(error.messages), fields=fields) from error


def _require_alive(unit: Unit, start: date, end: date | None) -> None:
    if start < unit.valid_from:
        raise Invalid(
            _("%(unit)s exists only from %(day)s on.") % {"unit": unit, "day": unit.valid_from.isoformat()}
        )
    if unit.valid_to is not None and (end is None or end > unit.valid_to):
        raise Invalid(_("%(unit)s ends on %(day)s.") % {"unit": unit, "day": unit.valid_to.isoformat()})


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
    _require_manager(by, parent)
    start = valid_from or clock.today()
    tree.lock()
    unit = Unit(name=name.strip(), short_name=short_name.strip(), code=code.strip(), kind=kind)
    unit.valid_from = start
    with _checked(unit, exclude=["path", "depth", "numchild"]):
        pass
    if parent is None:
        return Unit.add_root(instance=unit)
    parent = Unit.objects.get(pk=parent.pk)
    _require_alive(parent, start, None)
    parent.add_child(instance=unit)
    UnitEdge.objects.create(unit=unit, parent=parent, valid_from=start)
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, by: User | None, short_name: str | None = None) -> Unit:
    """Give a unit another name."""
    _require_manager(by, unit)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    unit.name = name.strip()
    if short_name is not None:
        unit.short_name = short_name.strip()
    with _checked(unit, exclude=["path", "depth", "numchild"]):
        unit.save(update_fields=["name", "short_name"])
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, by: User | None, on: date | None = None) -> Unit:
    """Hang a unit, with everything below it, under another parent from a day on.

    A day to come is kept as a dated edge; the tree of today follows on that day.
    """
    _require_manager(by, unit)
    _require_manager(by, parent)
    start = on or clock.today()
    tree.lock()
    unit = Unit.objects.get(pk=unit.pk)
    _require_alive(unit, start, None)
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
        _require_alive(parent, start, None)
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


@transaction.atomic
def create_person(
    *,
    name: str,
    by: User | None,
    party_status: str = PartyStatus.EMPLOYEE,
    user: User | None = None,
    staff_number: str = "",
    joined_on: date | None = None,
) -> Person:
    """Enter a person, with or without an account."""
    _require_manager(by, None)
    person = Person(name=name.strip(), party_status=party_status, user=user, joined_on=joined_on)
    person.staff_number = staff_number.strip()
    with _checked(person):
        person.save()
    return person


@transaction.atomic
def correct_person(*, person: Person, name: str, party_status: str, by: User | None) -> Person:
    """Correct what is written about a person."""
    _require_manager(by, None)
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.name, person.party_status = name.strip(), party_status
    with _checked(person):
        person.save(update_fields=["name", "party_status"])
    return person


@transaction.atomic
def manage_account(
    *, person: Person, may_sign_in: bool, by: User | None, new_password: str = ""
) -> User | None:
    """Open or close a person's account and, if given, set a new password.

    The account of another system administrator is out of reach: whoever could reset it would hold
    its grants.
    """
    _require_manager(by, None)
    if person.user_id is None:
        return None
    user = User.objects.select_for_update().get(pk=person.user_id)
    changes = new_password or may_sign_in != user.is_active
    if not changes:
        return user
    if (
        by is not None
        and by.pk != user.pk
        and Grant.objects.standing(clock.today(), user.pk, Role.SYSTEM_ADMIN)
    ):
        raise Refused(_("The account of another system administrator cannot be changed here."))
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
    kind = MembershipKind.of_unit(unit.kind)
    person = Person.objects.select_for_update().get(pk=person.pk)
    membership = Membership(person=person, unit=unit, kind=kind, valid_from=start, valid_to=valid_to)
    _require_alive(unit, start, valid_to)
    other = person.memberships.filter(overlaps(start, valid_to), kind=kind).select_related("unit").first()
    if other is not None:
        raise Conflict(
            _("%(person)s belongs to %(unit)s in these days.") % {"person": person, "unit": other.unit}
        )
    with _checked(membership):
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
    with _checked(membership):
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
    Unit.objects.select_for_update().get(pk=unit.pk)
    post = Post(person=person, unit=unit, kind=str(kind), valid_from=start, valid_to=valid_to)
    _require_alive(unit, start, valid_to)
    standing = unit.posts.filter(overlaps(start, valid_to), kind=str(kind))
    if kind != PostKind.SECRETARY:
        standing = standing.filter(person=person)
    if standing.exists():
        raise Conflict(_("This post is held in these days."))
    with _checked(post):
        post.save()
    return post


@transaction.atomic
def end_post(*, post: Post, last_day: date, by: User | None) -> Post:
    """End a post with a last day; the grants that hang on it end with that day."""
    _require_manager(by, post.unit)
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.valid_to is not None and post.valid_to < last_day:
        raise Conflict(_("This has already ended earlier."))
    post.valid_to = last_day
    with _checked(post):
        post.save(update_fields=["valid_to"])
    hanging = post.grants.filter(withdrawn_at=None).filter(overlaps(last_day + ONE_DAY, None))
    for grant in hanging.select_for_update():
        # A grant that was to begin after the post's end never begins.
        grant.valid_to = max(last_day, grant.valid_from)
        if grant.valid_from > last_day:
            grant.withdrawn_at, grant.withdrawn_by = clock.now(), by
        grant.save(update_fields=["valid_to", "withdrawn_at", "withdrawn_by"])
        _record(grant, "organization.grant_ended", by)
    return post


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role | str,
    unit: Unit | None,
    by: User | None,
    scope: GrantScope | str = GrantScope.SUBTREE,
    valid_from: date | None = None,
    valid_to: date | None = None,
    post: Post | None = None,
) -> Grant:
    """Let a user hold a role at a unit for a span of days; nobody grants anything to themselves."""
    _require_manager(by, unit)
    if by is not None and by.pk == user.pk:
        raise Refused(_("You cannot grant a role to yourself."))
    if unit is None and role != Role.SYSTEM_ADMIN:
        raise Invalid(_("Choose the unit at which the role is held."), fields={"unit": _("Choose a unit.")})
    User.objects.select_for_update().get(pk=user.pk)
    grant = Grant(
        user=user,
        role=str(role),
        unit=unit,
        scope=str(scope),
        post=post,
        valid_from=valid_from or clock.today(),
        valid_to=valid_to if post is None or valid_to is not None else post.valid_to,
        granted_by=by,
    )
    if unit is not None:
        _require_alive(unit, grant.valid_from, None if unit.valid_to is None else grant.valid_to)
    alike = Grant.objects.filter(
        overlaps(grant.valid_from, grant.valid_to), user=user, role=grant.role, unit=unit, scope=grant.scope
    )
    if alike.filter(withdrawn_at=None).exists():
        raise Conflict(_("The user already holds this role here in these days."))
    with _checked(grant):
        grant.save()
    _record(grant, "organization.grant_given", by)
    return grant


@transaction.atomic
def withdraw_grant(*, grant: Grant, by: User | None) -> Grant:
    """Take a grant back at once; a second time changes nothing."""
    _require_manager(by, grant.unit)
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if grant.withdrawn_at is None:
        grant.withdrawn_at, grant.withdrawn_by = clock.now(), by
        grant.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _record(grant, "organization.grant_withdrawn", by)
    return grant


def _record(grant: Grant, kind: str, by: User | None) -> None:
    evidence.append(
        kind=kind,
        facts={
            "grant_id": grant.pk,
            "user_id": grant.user_id,
            "role": grant.role,
            "unit_id": grant.unit_id,
            "scope": grant.scope,
            "valid_from": grant.valid_from.isoformat(),
            "valid_to": grant.valid_to.isoformat() if grant.valid_to else None,
            "withdrawn_at": clock.iso_ms(grant.withdrawn_at) if grant.withdrawn_at else None,
        },
        by_id=by.pk if by else None,
    )
    sync_groups(grant.user)
    grant_changed.send(user_id=grant.user_id)
