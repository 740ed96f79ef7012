"""The dated rules of organization relations: set by the topmost committee, never for the past."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from organization.authority import grants_of
from organization.dated_rules import set_value
from organization.models import Unit
from organization.relations.models import RelationRule
from organization.types import Subject, Verb


def may_set_rules(user: User) -> bool:
    """Return whether the user sets rules: only who approves transfers at every topmost unit."""
    held, roots = grants_of(user), list(Unit.get_root_nodes())
    return bool(roots) and all(held.allows(Verb.SERVE, Subject.TRANSFERS, unit=root) for root in roots)


def set_rule(
    *, key: str, value: int, effective_from: date, basis: str, verified: bool, by: User
) -> RelationRule:
    """Give a rule another value from a day to come; what has begun before keeps the old one."""
    if not may_set_rules(by):
        raise Refused(_("Rules are set by the topmost party committee."))
    return set_value(
        RelationRule,
        kind="organization.relation_rule_set",
        key=key,
        value=value,
        effective_from=effective_from,
        basis=basis,
        verified=verified,
        by=by,
    )
