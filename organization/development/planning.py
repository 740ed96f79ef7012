"""The yearly plan and the dated rules: set by the superior committee, never for the past."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Invalid, Refused
from evidence import services as evidence
from organization.dated_rules import set_value
from organization.development import queries
from organization.development.models import DevelopmentRule, PlanQuota
from organization.models import Unit
from organization.types import UnitKind

MOST_PLACES = 999


@transaction.atomic
def set_quota(*, unit: Unit, year: int, quota: int, by: User) -> PlanQuota:
    """Plan how many people a branch may admit in a year; the superior committee plans, not the branch."""
    if unit.kind != UnitKind.BRANCH:
        raise Invalid(_("Places are planned for branches."))
    above = queries.superiors_of(unit)
    if not above or not queries.may_serve(by, above[0]):
        raise Refused(_("The superior party committee plans the places."))
    if not 0 <= quota <= MOST_PLACES:
        sentence = _("Enter a number from 0 to %(most)s.") % {"most": MOST_PLACES}
        raise Invalid(sentence, fields={"quota": sentence})
    this_year = clock.today().year
    if not this_year <= year <= this_year + 1:
        sentence = _("Places are planned for this year or the next.")
        raise Invalid(sentence, fields={"year": sentence})
    row = PlanQuota.objects.create(unit=unit, year=year, quota=quota, set_by=by)
    evidence.append(
        kind="organization.development_planned",
        facts={"unit_id": unit.pk, "year": year, "quota": quota},
        by_id=by.pk,
    )
    return row


def may_set_rules(user: User) -> bool:
    """Return whether the user sets rules: only who works on development at every topmost unit."""
    roots = list(Unit.get_root_nodes())
    return bool(roots) and all(queries.may_serve(user, root) for root in roots)


def set_rule(
    *, key: str, value: int, effective_from: date, basis: str, verified: bool, by: User
) -> DevelopmentRule:
    """Give a rule another value from a day to come; what has begun before keeps the old one."""
    if not may_set_rules(by):
        raise Refused(_("Rules are set by the topmost party committee."))
    return set_value(
        DevelopmentRule,
        kind="organization.development_rule_set",
        key=key,
        value=value,
        effective_from=effective_from,
        basis=basis,
        verified=verified,
        by=by,
    )
