"""The database's own rules: intervals of one person never overlap, and a row with evidence never changes."""

from typing import Any

from django.db import connections

TABLE = "learning_creditinterval"
TABLES = (TABLE, "learning_refusedtime")

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS interval_no_overlap_{event}
BEFORE {upper} ON learning_creditinterval
WHEN EXISTS (
  SELECT 1 FROM learning_creditinterval AS other
  WHERE other.person_id = NEW.person_id AND other.id IS NOT NEW.id
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at)
BEGIN SELECT RAISE(ABORT, 'intervals of one person overlap'); END
"""

_SQLITE_CLOSED = """
CREATE TRIGGER IF NOT EXISTS closed_{event}_{table}
BEFORE {upper} ON {table}
WHEN OLD.entry_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed interval never changes'); END
"""

_POSTGRESQL = """
DO $$BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'interval_no_overlap') THEN
    ALTER TABLE learning_creditinterval ADD CONSTRAINT interval_no_overlap
      EXCLUDE USING gist (person_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&);
  END IF;
END$$
"""

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_closed_interval() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN
  RAISE EXCEPTION 'a closed interval never changes' USING ERRCODE = 'integrity_constraint_violation';
END$$
"""

_POSTGRESQL_CLOSED = """
CREATE OR REPLACE TRIGGER closed_{table} BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW WHEN (OLD.entry_id IS NOT NULL) EXECUTE FUNCTION refuse_closed_interval();
"""


def install_overlap_rule(using: str = "default", **kwargs: Any) -> None:
    """Create the rule where the table exists; repeating it changes nothing.

    PostgreSQL: an exclusion constraint (the extension btree_gist is trusted: no superuser needed).
    SQLite: triggers, which it drops silently when a migration rebuilds the table.
    """
    connection = connections[using]
    if not set(TABLES) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event in ("insert", "update"):
                cursor.execute(_SQLITE.format(event=event, upper=event.upper()))
            for table in TABLES:
                for event in ("update", "delete"):
                    cursor.execute(_SQLITE_CLOSED.format(event=event, upper=event.upper(), table=table))
        else:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            cursor.execute(_POSTGRESQL)
            cursor.execute(_POSTGRESQL_FUNCTION)
            for table in TABLES:
                cursor.execute(_POSTGRESQL_CLOSED.format(table=table))


def lift_closed_rule(using: str = "default") -> None:
    """Let closed rows be removed until the rules are back: only for emptying tables between tests."""
    connection = connections[using]
    if not set(TABLES) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "sqlite":
                for event in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS closed_{event}_{table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS closed_{table} ON {table}")
