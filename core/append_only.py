"""Tables whose rows the database itself refuses to change or remove.

A model says `@append_only` (or `@append_only(may_set={"index"})` for columns that may be set once,
from NULL); triggers on SQLite and PostgreSQL hold it against every writer. They are installed after
each `migrate`, because SQLite silently drops the triggers of a table that it rebuilds.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

ModelClass = TypeVar("ModelClass", bound=type[Model])

protected: dict[type[Model], frozenset[str]] = {}


def append_only(*, may_set: frozenset[str] | set[str] = frozenset()) -> Callable[[ModelClass], ModelClass]:
    """Return a class decorator that puts a model's table under protection."""

    def protect(model: ModelClass) -> ModelClass:
        protected[model] = frozenset(may_set)
        return model

    return protect


def install_triggers(using: str = "default", **kwargs: Any) -> None:
    """Create the triggers of every protected table that exists; repeating it changes nothing."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    for model, may_set in protected.items():
        if model._meta.db_table in tables:
            _install(connection, model, may_set)


def missing_triggers(using: str = "default") -> list[str]:
    """Return the names of triggers that should be there and are not."""
    wanted = {name for model in protected for name in _names(model._meta.db_table)}
    return sorted(wanted - read_triggers(using))


def read_triggers(using: str = "default") -> set[str]:
    """Return the names of all triggers that the database has."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {row[0] for row in cursor.fetchall()}


def drop_triggers(using: str = "default") -> None:
    """Remove the triggers; for tests that empty tables, and for a rehearsed repair by the operator."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for model in protected:
            table = model._meta.db_table
            for name in _names(table):
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def _names(table: str) -> tuple[str, str]:
    return f"append_only_u_{table}"[:63], f"append_only_d_{table}"[:63]


def _install(connection: BaseDatabaseWrapper, model: type[Model], may_set: frozenset[str]) -> None:
    table = model._meta.db_table
    fields = [field for field in model._meta.local_concrete_fields if field.column is not None]
    frozen = [field.column for field in fields if field.name not in may_set]
    once = [field.column for field in fields if field.name in may_set]
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    changed = [f'OLD."{column}" {differs} NEW."{column}"' for column in frozen]
    changed += [
        f'(OLD."{column}" IS NOT NULL AND OLD."{column}" {differs} NEW."{column}")' for column in once
    ]
    condition = " OR ".join(changed)
    message = f"{table} is append-only"
    on_update, on_delete = _names(table)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, event, when in ((on_update, "UPDATE", f"WHEN {condition}"), (on_delete, "DELETE", "")):
                cursor.execute(
                    f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {event} ON "{table}" {when} '
                    f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
                )
            return
        cursor.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END$$"
        )
        for name, event, when in ((on_update, "UPDATE", f"WHEN ({condition})"), (on_delete, "DELETE", "")):
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {event} ON "{table}" '
                f"FOR EACH ROW {when} EXECUTE FUNCTION refuse_change()"
            )
