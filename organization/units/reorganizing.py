"""Merging, splitting and dissolving units: the members, posts, grants and sub-units go along or end.

Each of these is one transaction: it is done wholly or refused. The day is the first on which the new
order counts; the unit that ends has its last day before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid
from organization import services as kernel
from organization import tree
from organization.models import Membership, Unit, UnitEdge, UnitName, overlaps, valid_on
from organization.rules import require_alive
from organization.signals import unit_reorganized
from organization.types import MembershipKind, UnitKind
from organization.units.models import Committee, UnitLink
from organization.units.services import ONE_DAY, create_unit, hang, record, require_manager
from organization.units.types import LinkKind

LONGEST_LIST = 5


@dataclass(frozen=True)
class Part:
    """A new unit that comes out of a split, with the people and sub-units that go into it."""

    name: str
    code: str
    short_name: str = ""
    people: Sequence[int] = field(default_factory=tuple)
    children: Sequence[int] = field(default_factory=tuple)


@transaction.atomic
def merge_units(*, units: Iterable[Unit], into: Unit, on: date, by: User | None, reason: str) -> Unit:
    """End units on the eve of a day and let everything of theirs go on in another unit.

    Their members and sub-units go over, their posts, committees and grants end.
    """
    # From the bottom up, so that a unit has gone before the one above it goes.
    merged = sorted(units, key=lambda unit: -unit.depth)
    _require_reason(reason)
    if not merged or into.pk in {unit.pk for unit in merged}:
        sentence = _("Choose the units that end and another one that goes on.")
        raise Invalid(sentence, fields={"units": sentence})
    require_manager(by, into)
    tree.lock()
    into = Unit.objects.get(pk=into.pk)
    for unit in merged:
        require_manager(by, unit)
        unit = Unit.objects.get(pk=unit.pk)
        facts = _end_unit(unit, on - ONE_DAY, by, members_to=into, children_to=into)
        _link(unit, into, LinkKind.MERGER, on)
        record("unit_merged", by=by, day=on, reason=reason, unit_id=unit.pk, successor_id=into.pk, **facts)
        _tell(unit, [into], LinkKind.MERGER, on)
    tree.refresh(on=clock.today())
    return Unit.objects.get(pk=into.pk)


@transaction.atomic
def dissolve_unit(
    *,
    unit: Unit,
    last_day: date,
    by: User | None,
    reason: str,
    members_to: Unit | None = None,
    children_to: Unit | None = None,
) -> Unit:
    """End a unit with a last day; its members and sub-units go where it is said, or there are none."""
    _require_reason(reason)
    require_manager(by, unit)
    for target in (members_to, children_to):
        if target is not None:
            require_manager(by, target)
    tree.lock()
    unit = Unit.objects.get(pk=unit.pk)
    facts = _end_unit(unit, last_day, by, members_to=members_to, children_to=children_to)
    successors = {target.pk: target for target in (members_to, children_to) if target is not None}
    for target in successors.values():
        _link(unit, target, LinkKind.DISSOLUTION, last_day + ONE_DAY)
    record(
        "unit_dissolved",
        by=by,
        day=last_day,
        reason=reason,
        unit_id=unit.pk,
        members_to=members_to.pk if members_to else None,
        children_to=children_to.pk if children_to else None,
        **facts,
    )
    _tell(unit, successors.values(), LinkKind.DISSOLUTION, last_day + ONE_DAY)
    tree.refresh(on=clock.today())
    return Unit.objects.get(pk=unit.pk)


@transaction.atomic
def split_unit(
    *, unit: Unit, parts: Sequence[Part], on: date, by: User | None, reason: str, ends: bool = False
) -> list[Unit]:
    """Set up new units beside a unit and let people and sub-units go over into them from a day on.

    The unit goes on with the rest, unless it ends: then everybody and every sub-unit must be named.
    """
    _require_reason(reason)
    require_manager(by, unit)
    tree.lock()
    unit = Unit.objects.get(pk=unit.pk)
    if not parts or (ends and len(parts) < 2):
        sentence = _("Name at least two new units.") if ends else _("Name at least one new unit.")
        raise Invalid(sentence, fields={"name": sentence})
    require_alive(unit, on - ONE_DAY, None)
    _require_named_once(parts)
    parent_id = tree.parents(on=on).get(unit.pk)
    parent = Unit.objects.filter(pk=parent_id).first() if parent_id else None
    made = []
    for part in parts:
        new = create_unit(
            name=part.name,
            short_name=part.short_name,
            code=part.code,
            kind=unit.kind,
            parent=parent,
            valid_from=on,
            by=by if parent is not None else None,
        )
        _fill(unit, new, part, on, by)
        _link(unit, new, LinkKind.SPLIT, on)
        made.append(new)
    facts = _end_unit(unit, on - ONE_DAY, by, members_to=None, children_to=None) if ends else {}
    record(
        "unit_split",
        by=by,
        day=on,
        reason=reason,
        unit_id=unit.pk,
        successor_ids=[new.pk for new in made],
        ends=ends,
        **facts,
    )
    _tell(unit, made, LinkKind.SPLIT, on)
    tree.refresh(on=clock.today())
    return [Unit.objects.get(pk=new.pk) for new in made]


def _end_unit(
    unit: Unit, last_day: date, by: User | None, *, members_to: Unit | None, children_to: Unit | None
) -> dict[str, object]:
    """End a unit in a locked tree; return how much went over and ended."""
    after = last_day + ONE_DAY
    # Nobody joins, and no post is given, while the unit ends.
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.valid_to is not None:
        raise Conflict(_("%(unit)s ends on %(day)s.") % {"unit": unit, "day": unit.valid_to.isoformat()})
    require_alive(unit, last_day, None)
    _require_nothing_planned(unit, after)
    # A sub-unit must not hang below one that ends, nor a unit go over into its own sub-unit.
    children = UnitEdge.objects.filter(overlaps(after, None), parent=unit)
    staying = Membership.objects.filter(overlaps(after, None), unit=unit)
    if children_to is None and children.exists():
        names = ", ".join(str(edge.unit) for edge in children.select_related("unit")[:LONGEST_LIST])
        sentence = _("Say where the sub-units go: %(names)s.") % {"names": names}
        raise Invalid(sentence, fields={"children_to": sentence})
    if members_to is None and (count := staying.count()):
        sentence = _("Say where the members go: %(count)s still belong to this unit.") % {"count": count}
        raise Invalid(sentence, fields={"members_to": sentence})
    moved_units = _move_children(unit, children_to, after) if children_to is not None else 0
    moved_people = _carry(staying, unit, members_to, after) if members_to is not None else 0
    posts = list(unit.posts.filter(overlaps(after, None)))
    for post in posts:
        kernel.close_post(post, last_day, by)
    grants = list(unit.grants.filter(overlaps(after, None), withdrawn_at=None).select_for_update())
    for grant in grants:
        if after < clock.today():
            # It did count in the days since then; it ends now.
            kernel.withdraw_grant(grant=grant, by=None)
        else:
            kernel.close_grant(grant, last_day, by)
    Committee.objects.filter(overlaps(after, None), unit=unit).update(valid_to=last_day)
    UnitEdge.objects.filter(overlaps(after, None), unit=unit).update(valid_to=last_day)
    UnitName.objects.filter(overlaps(after, None), unit=unit).update(valid_to=last_day)
    Unit.objects.filter(pk=unit.pk).update(valid_to=last_day)
    return {"people": moved_people, "units": moved_units, "posts": len(posts), "grants": len(grants)}


def _require_nothing_planned(unit: Unit, after: date) -> None:
    """Refuse to end a unit for which something begins only afterwards."""
    later = Q(valid_from__gte=after)
    planned = (unit.edges, unit.names, unit.posts, unit.committees)
    if any(rows.filter(later).exists() for rows in planned):
        raise Conflict(
            _("Something is already planned for %(unit)s after that day; take it back first.")
            % {"unit": unit}
        )


def _move_children(unit: Unit, target: Unit, on: date) -> int:
    target = Unit.objects.get(pk=target.pk)
    require_alive(target, on, None)
    if target.pk == unit.pk or tree.would_circle(unit.pk, target.pk, start=on, end=None):
        sentence = _("The sub-units cannot go below a unit that lies below this one.")
        raise Invalid(sentence, fields={"children_to": sentence})
    # What was to hang here only later goes to the same place.
    planned = UnitEdge.objects.filter(parent=unit, valid_from__gte=on)
    if planned.exists():
        raise Conflict(
            _("Something is already planned for %(unit)s after that day; take it back first.")
            % {"unit": unit}
        )
    moved = 0
    for edge in UnitEdge.objects.filter(valid_on(on), parent=unit).select_related("unit"):
        hang(edge.unit, target, on)
        moved += 1
    return moved


def _carry(staying: QuerySet[Membership], unit: Unit, target: Unit, on: date) -> int:
    """Let memberships go on in another unit from a day on; return how many people."""
    target = Unit.objects.get(pk=target.pk)
    require_alive(target, on, None)
    if target.pk == unit.pk or MembershipKind.of_unit(target.kind) != MembershipKind.of_unit(unit.kind):
        sentence = _("The members cannot go over into a unit of this kind.")
        raise Invalid(sentence, fields={"members_to": sentence})
    rows = list(staying.select_for_update())
    begun = [row for row in rows if row.valid_from < on]
    people = {row.person_id for row in rows}
    follow = [
        Membership(person_id=row.person_id, unit=target, kind=row.kind, valid_from=on, valid_to=row.valid_to)
        for row in begun
    ]
    Membership.objects.filter(pk__in=[row.pk for row in rows if row.valid_from >= on]).update(unit=target)
    Membership.objects.filter(pk__in=[row.pk for row in begun]).update(valid_to=on - ONE_DAY)
    Membership.objects.bulk_create(follow)
    return len(people)


def _fill(unit: Unit, new: Unit, part: Part, on: date, by: User | None) -> None:
    """Let the people and sub-units of a part go over into its unit."""
    hanging = UnitEdge.objects.filter(valid_on(on), parent=unit, unit__in=part.children)
    edges = list(hanging.select_related("unit"))
    if len(edges) != len(set(part.children)):
        sentence = _("A sub-unit that is named does not hang below this unit on that day.")
        raise Invalid(sentence, fields={"children": sentence})
    for edge in edges:
        hang(edge.unit, new, on)
    people = set(part.people)
    here = Membership.objects.filter(overlaps(on, None), unit=unit)
    if here.filter(person__in=people).values("person").distinct().count() != len(people):
        sentence = _("A person who is named does not belong to this unit on that day.")
        raise Invalid(sentence, fields={"people": sentence})
    # The members of a party group that goes over go with it; who leaves the unit leaves its other groups.
    groups = [edge.unit_id for edge in edges if edge.unit.kind == UnitKind.PARTY_GROUP]
    in_groups = Membership.objects.filter(valid_on(on), unit__in=groups)
    people |= set(here.filter(person__in=in_groups.values("person")).values_list("person_id", flat=True))
    _carry(here.filter(person__in=people), unit, new, on)
    left = Membership.objects.filter(
        valid_on(on),
        person__in=people,
        kind=MembershipKind.GROUP,
        unit__in=[pk for pk, parent in tree.parents(on=on).items() if parent == unit.pk],
    )
    left.filter(valid_from=on).delete()
    left.update(valid_to=on - ONE_DAY)
    for post in unit.posts.filter(overlaps(on, None), person__in=people):
        if post.valid_from >= on:
            raise Conflict(
                _("Something is already planned for %(unit)s after that day; take it back first.")
                % {"unit": unit}
            )
        kernel.close_post(post, on - ONE_DAY, by)


def _require_named_once(parts: Sequence[Part]) -> None:
    for name in ("people", "children"):
        named = [pk for part in parts for pk in getattr(part, name)]
        if len(named) != len(set(named)):
            sentence = _("Somebody or something is named for two of the new units.")
            raise Invalid(sentence, fields={name: sentence})


def _require_reason(reason: str) -> None:
    if not reason.strip():
        sentence = _("Give the reason.")
        raise Invalid(sentence, fields={"reason": sentence})


def _link(unit: Unit, successor: Unit, kind: LinkKind, day: date) -> None:
    UnitLink.objects.create(predecessor=unit, successor=successor, kind=kind, day=day)


def _tell(unit: Unit, successors: Iterable[Unit], kind: LinkKind, day: date) -> None:
    unit_reorganized.send(
        unit_id=unit.pk,
        successor_ids=[successor.pk for successor in successors],
        kind=str(kind),
        day=day.isoformat(),
    )
