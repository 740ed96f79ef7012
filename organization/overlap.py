"""The database's own rule for dated rows: of one thing, two spans of days never share a day."""

from dataclasses import dataclass
from typing import Any

from django.db import connections


@dataclass(frozen=True)
class Rule:
    """The columns that say what one thing is, and the rows to which the rule applies."""

    name: str
    table: str
    columns: tuple[str, ...]
    only: tuple[str, str] | None = None


RULES = (
    Rule("membership_no_overlap", "organization_membership", ("person_id", "kind")),
    Rule("post_no_overlap", "organization_post", ("person_id", "unit_id", "kind")),
    Rule("secretary_no_overlap", "organization_post", ("unit_id",), ("kind", "secretary")),
    Rule("unit_edge_no_overlap", "organization_unitedge", ("unit_id",)),
    Rule("unit_name_no_overlap", "organization_unitname", ("unit_id",)),
    Rule("party_standing_no_overlap", "organization_partystanding", ("person_id",)),
    Rule("committee_no_overlap", "organization_committee", ("unit_id", "kind")),
    Rule("term_rule_no_overlap", "organization_termrule", ("unit_kind",)),
    Rule("coverage_rule_no_overlap", "organization_coveragerule", ("kind",)),
)

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name}_{event}
BEFORE {upper} ON {table}
WHEN {only} EXISTS (
  SELECT 1 FROM {table} AS other
  WHERE {same} AND other.id IS NOT NEW.id
    AND (NEW.valid_to IS NULL OR other.valid_from <= NEW.valid_to)
    AND (other.valid_to IS NULL OR other.valid_to >= NEW.valid_from))
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""

_POSTGRESQL = """
DO $$BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN
    ALTER TABLE {table} ADD CONSTRAINT {name}
      EXCLUDE USING gist ({same}, daterange(valid_from, valid_to, '[]') WITH &&) {only};
  END IF;
END$$
"""


def install_overlap_rules(using: str = "default", **kwargs: Any) -> None:
    """Create the rules of every table that exists; repeating it changes nothing.

    PostgreSQL: exclusion constraints (the extension btree_gist is trusted: no superuser needed).
    SQLite: triggers, which it drops silently when a migration rebuilds the table.
    """
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        for rule in RULES:
            if rule.table in tables:
                for statement in _statements(rule, connection.vendor):
                    cursor.execute(statement)


def _statements(rule: Rule, vendor: str) -> list[str]:
    if vendor == "postgresql":
        same = ", ".join(f"{column} WITH =" for column in rule.columns)
        only = f"WHERE ({rule.only[0]} = '{rule.only[1]}')" if rule.only else ""
        return [_POSTGRESQL.format(name=rule.name, table=rule.table, same=same, only=only)]
    same = " AND ".join(f"other.{column} = NEW.{column}" for column in rule.columns)
    only = ""
    if rule.only:
        column, value = rule.only
        same += f" AND other.{column} = '{value}'"
        only = f"NEW.{column} = '{value}' AND"
    return [
        _SQLITE.format(
            name=rule.name, event=event, upper=event.upper(), table=rule.table, same=same, only=only
        )
        for event in ("insert", "update")
    ]
