"""Committees and their terms: elect, postpone, end, and remind before a term ends."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, NotFound
from organization.models import Unit, overlaps, valid_on
from organization.rules import checked, require_alive
from organization.signals import committee_changed, committee_ends_soon
from organization.units.models import Committee, CoverageRule, TermRule
from organization.units.services import ONE_DAY, record, require_manager
from organization.units.types import CommitteeKind, CoverageKind

LONGEST_TERM = timedelta(days=366 * 10)


@transaction.atomic
def elect_committee(
    *,
    unit: Unit,
    first_day: date,
    by: User | None,
    kind: CommitteeKind | str = CommitteeKind.COMMITTEE,
    planned_end: date | None = None,
) -> Committee:
    """Begin the term of a committee; the one before it ends on the eve.

    Without a planned end the term is as long as the rule of that day says for this kind of unit.
    """
    require_manager(by, unit)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    require_alive(unit, first_day, unit.valid_to)
    end = planned_end or _planned_end(unit, first_day)
    _check_end(first_day, end)
    committee = Committee(
        unit=unit, kind=str(kind), valid_from=first_day, planned_end=end, valid_to=unit.valid_to
    )
    before = Committee.objects.filter(overlaps(first_day, None), unit=unit, kind=str(kind))
    if before.filter(valid_from__gte=first_day).exists():
        raise Conflict(_("A committee of this unit already begins on that day or later."))
    for old in before:
        old.valid_to = first_day - ONE_DAY
        old.save(update_fields=["valid_to"])
        committee_changed.send(committee_id=old.pk)
    with checked(committee):
        committee.save()
    record(
        "committee_elected",
        by=by,
        day=first_day,
        unit_id=unit.pk,
        committee_id=committee.pk,
        planned_end=end.isoformat(),
    )
    committee_changed.send(committee_id=committee.pk)
    return committee


@transaction.atomic
def postpone_election(*, committee: Committee, planned_end: date, by: User | None, reason: str) -> Committee:
    """Let a committee serve until another day than was planned, with the reason."""
    require_manager(by, committee.unit)
    committee = _open_committee(committee)
    if not reason.strip():
        raise Invalid(_("Give the reason."), fields={"reason": _("Give the reason.")})
    _check_end(committee.valid_from, planned_end)
    before, committee.planned_end = committee.planned_end, planned_end
    committee.reminded_of = None
    committee.save(update_fields=["planned_end", "reminded_of"])
    record(
        "committee_postponed",
        by=by,
        day=planned_end,
        reason=reason,
        committee_id=committee.pk,
        before=before.isoformat(),
    )
    committee_changed.send(committee_id=committee.pk)
    return committee


@transaction.atomic
def end_committee(*, committee: Committee, last_day: date, by: User | None, reason: str) -> Committee:
    """End a committee without another one following it."""
    require_manager(by, committee.unit)
    committee = _open_committee(committee)
    if not reason.strip():
        raise Invalid(_("Give the reason."), fields={"reason": _("Give the reason.")})
    committee.valid_to = last_day
    with checked(committee):
        committee.save(update_fields=["valid_to"])
    record("committee_ended", by=by, day=last_day, reason=reason, committee_id=committee.pk)
    committee_changed.send(committee_id=committee.pk)
    return committee


@transaction.atomic
def change_term(
    *, unit_kind: str, years: int, remind_days: int, basis: str, by: User | None, valid_from: date
) -> TermRule:
    """Let terms be of another length from a day on; those that have begun keep their planned end."""
    require_manager(by, None)
    rule = TermRule(
        unit_kind=unit_kind, years=years, remind_days=remind_days, basis=basis.strip(), valid_from=valid_from
    )
    current = TermRule.objects.select_for_update().filter(unit_kind=unit_kind).last()
    if current is not None:
        _close_rule(current, valid_from)
    with checked(rule):
        rule.save()
    record("term_rule_changed", by=by, day=valid_from, unit_kind=unit_kind, years=years)
    return rule


@transaction.atomic
def change_threshold(
    *, kind: CoverageKind | str, threshold: int, basis: str, by: User | None, valid_from: date
) -> CoverageRule:
    """Let a warning of the coverage begin at another number from a day on."""
    require_manager(by, None)
    rule = CoverageRule(kind=str(kind), threshold=threshold, basis=basis.strip(), valid_from=valid_from)
    current = CoverageRule.objects.select_for_update().filter(kind=str(kind)).last()
    if current is not None:
        _close_rule(current, valid_from)
    with checked(rule):
        rule.save()
    record("coverage_rule_changed", by=by, day=valid_from, coverage=str(kind), threshold=threshold)
    return rule


@transaction.atomic
def remind_of_ends() -> int:
    """Tell once of each term that ends soon or has passed its end; return of how many was told."""
    today = clock.today()
    notice = dict(TermRule.objects.filter(valid_on(today)).values_list("unit_kind", "remind_days"))
    open_now = (
        Committee.objects.filter(valid_on(today)).select_related("unit").select_for_update(of=("self",))
    )
    told = 0
    for committee in open_now:
        days = notice.get(committee.unit.kind, TermRule.remind_days.field.default)
        if committee.reminded_of == committee.planned_end:
            continue
        if committee.planned_end - today > timedelta(days=days):
            continue
        committee.reminded_of = committee.planned_end
        committee.save(update_fields=["reminded_of"])
        committee_ends_soon.send(committee_id=committee.pk, planned_end=committee.planned_end.isoformat())
        told += 1
    return told


def _planned_end(unit: Unit, first_day: date) -> date:
    rule = TermRule.objects.filter(valid_on(first_day), unit_kind=unit.kind).first()
    if rule is None:
        sentence = _("There is no rule for the term of this kind of unit; enter the planned end.")
        raise Invalid(sentence, fields={"planned_end": sentence})
    return rule.end_of(first_day)


def _check_end(first_day: date, planned_end: date) -> None:
    if not first_day < planned_end <= first_day + LONGEST_TERM:
        sentence = _("The planned end lies after the first day, at most ten years later.")
        raise Invalid(sentence, fields={"planned_end": sentence})


def _open_committee(committee: Committee) -> Committee:
    found = Committee.objects.select_for_update().filter(pk=committee.pk).first()
    if found is None:
        raise NotFound(_("There is no such committee."))
    if found.valid_to is not None:
        raise Conflict(_("This has already ended earlier."))
    return found


def _close_rule(rule: TermRule | CoverageRule, valid_from: date) -> None:
    if rule.valid_from >= valid_from:
        sentence = _("There is already a rule from %(day)s on.") % {"day": rule.valid_from.isoformat()}
        raise Conflict(sentence, fields={"valid_from": sentence})
    rule.valid_to = valid_from - ONE_DAY
    rule.save(update_fields=["valid_to"])
