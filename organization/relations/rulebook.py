"""The dated values by which letters, absences, contacts and posts are judged; pure but for one query."""

from datetime import date, timedelta

from organization.dated_rules import DatedRules
from organization.development.dates import add_months
from organization.relations.models import RelationRule
from organization.relations.types import RelationRuleKey, RuleUnit


class RelationRules(DatedRules[RelationRule]):
    """Every dated rule of relations, and what its spans say."""

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
