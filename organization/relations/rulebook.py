"""The dated values by which letters, absences, contacts and posts are judged; pure but for one query."""

from collections.abc import Iterable
from datetime import date, timedelta

from organization.development.dates import add_months
from organization.relations.models import RelationRule
from organization.relations.types import RelationRuleKey, RuleUnit


class RelationRules:
    """Every dated rule; the one of a day is the latest that had begun, or the first there is."""

    def __init__(self, rows: Iterable[RelationRule]) -> None:
        self._rows: dict[str, list[RelationRule]] = {}
        for row in sorted(rows, key=lambda row: row.effective_from):
            self._rows.setdefault(row.key, []).append(row)

    def on(self, key: RelationRuleKey, day: date) -> RelationRule:
        """Return the rule of a day."""
        rows = self._rows[key]
        begun = [row for row in rows if row.effective_from <= day]
        return begun[-1] if begun else rows[0]

    def after(self, key: RelationRuleKey, day: date) -> date:
        """Return the day that lies the rule's span after a day; the rule of that day counts."""
        rule = self.on(key, day)
        if rule.unit == RuleUnit.MONTH:
            return add_months(day, rule.value)
        return day + timedelta(days=rule.value)

    def days(self, key: RelationRuleKey, day: date) -> timedelta:
        """Return a span that is counted in days."""
        return timedelta(days=self.on(key, day).value)


def read_rules() -> RelationRules:
    """Return every dated rule, in one query."""
    return RelationRules(RelationRule.objects.all())
