"""The dated rules of organization relations: set by the topmost committee, never for the past."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, NotFound, Refused
from evidence import services as evidence
from organization.authority import grants_of
from organization.models import Unit
from organization.relations.models import RelationRule
from organization.types import Subject, Verb

HIGHEST_VALUE = 999


def may_set_rules(user: User) -> bool:
    """Return whether the user sets rules: only who approves transfers at every topmost unit."""
    held, roots = grants_of(user), list(Unit.get_root_nodes())
    return bool(roots) and all(held.allows(Verb.SERVE, Subject.TRANSFERS, unit=root) for root in roots)


@transaction.atomic
def set_rule(
    *, key: str, value: int, effective_from: date, basis: str, verified: bool, by: User
) -> RelationRule:
    """Give a rule another value from a day to come; what has begun before keeps the old one."""
    if not may_set_rules(by):
        raise Refused(_("Rules are set by the topmost party committee."))
    last = RelationRule.objects.filter(key=key).order_by("-effective_from").first()
    if last is None:
        raise NotFound(_("There is no such rule."))
    problems = {}
    if not 1 <= value <= HIGHEST_VALUE:
        problems["value"] = _("Enter a number from 1 to %(most)s.") % {"most": HIGHEST_VALUE}
    if effective_from <= clock.today():
        problems["effective_from"] = _("A rule begins on a day to come; it never reaches back.")
    if not basis.strip() or len(basis.strip()) > 300:
        problems["basis"] = _("Name the basis in at most 300 characters.")
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
    row = RelationRule(
        key=key,
        value=value,
        unit=last.unit,
        effective_from=effective_from,
        basis=basis.strip(),
        verified=verified,
        set_by=by,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(_("This rule already has a value from that day on.")) from error
    evidence.append(
        kind="organization.relation_rule_set",
        facts={"rule_id": row.pk, "key": key, "value": value, "effective_from": effective_from.isoformat()},
        by_id=by.pk,
    )
    return row
