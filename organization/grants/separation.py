"""The database's own rule that nobody is administrator of two of system, security and audit."""

from typing import Any

from django.db import connections

NAME = "grant_one_administrator_role"
TABLE = "organization_grant"
_SQLITE = """
CREATE TRIGGER IF NOT EXISTS grant_one_administrator_role_{event}
BEFORE {upper} ON organization_grant
WHEN NEW.withdrawn_at IS NULL AND NEW.role IN ('system_admin', 'security_admin', 'audit_admin') AND EXISTS (
  SELECT 1 FROM organization_grant AS other
  WHERE other.user_id = NEW.user_id AND other.role <> NEW.role
    AND other.role IN ('system_admin', 'security_admin', 'audit_admin')
    AND other.withdrawn_at IS NULL AND other.id IS NOT NEW.id
    AND (NEW.valid_to IS NULL OR other.valid_from <= NEW.valid_to)
    AND (other.valid_to IS NULL OR other.valid_to >= NEW.valid_from))
BEGIN SELECT RAISE(ABORT, 'grant_one_administrator_role'); END
"""

_POSTGRESQL = """
DO $$BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'grant_one_administrator_role') THEN
    ALTER TABLE organization_grant ADD CONSTRAINT grant_one_administrator_role
      EXCLUDE USING gist (user_id WITH =, role WITH <>, daterange(valid_from, valid_to, '[]') WITH &&)
      WHERE (withdrawn_at IS NULL AND role IN ('system_admin', 'security_admin', 'audit_admin'));
  END IF;
END$$
"""


def install_separation(using: str = "default", **kwargs: Any) -> None:
    """Create the rule where the table exists; repeating it changes nothing."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            cursor.execute(_POSTGRESQL)
            return
        for event in ("insert", "update"):
            cursor.execute(_SQLITE.format(event=event, upper=event.upper()))
