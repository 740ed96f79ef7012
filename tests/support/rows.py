"""All rows of the project's tables as they are now, to say that a call changed nothing.

They are read as the database gives them, a statement a table: it is done thousands of times.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

ASIDE = {
    "core.AuditEntry",
    "core.OutboxMessage",
    "sessions.Session",
    "axes.AccessLog",
    "axes.AccessAttempt",
    "axes.AccessFailureLog",
    "contenttypes.ContentType",
    "auth.Permission",
    "migrations.Migration",
}
"""Tables that tell of requests and tasks themselves."""
LEFT_OUT = {"accounts.User": {"last_login"}}
"""Columns that a sign-in changes."""

Rows = dict[str, dict[Any, tuple[Any, ...]]]


@dataclass(frozen=True)
class Table:
    """A table: its columns, the key first, and the statement that reads it."""

    label: str
    columns: tuple[str, ...]
    statement: str


@cache
def tables() -> dict[str, Table]:
    """Return the tables by label."""
    found = {}
    quote = connection.ops.quote_name
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.label in ASIDE or meta.proxy or not meta.managed or meta.pk is None:
            continue
        left_out = LEFT_OUT.get(meta.label, set()) | {meta.pk.column}
        columns = (
            meta.pk.column,
            *(f.column for f in meta.local_concrete_fields if f.column not in left_out),
        )
        listed = ", ".join(quote(column) for column in columns)
        found[meta.label] = Table(meta.label, columns, f"SELECT {listed} FROM {quote(meta.db_table)}")  # noqa: S608
    return found


def read_rows(*, leave_out: Iterable[str] = ()) -> Rows:
    """Return every row of every table as table → key → values; sign-ins do not count as a change."""
    aside = set(leave_out)
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in tables().values():
            if table.label not in aside:
                cursor.execute(table.statement)
                found[table.label] = {row[0]: row for row in cursor.fetchall()}
    return found


_READS = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|SET|EXPLAIN)\b", re.IGNORECASE)
_WRITES_ROW = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')


@cache
def _aside() -> set[str]:
    return {m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.label in ASIDE}


@contextmanager
def watched_writes() -> Iterator[list[str]]:
    """Give the statements of the block that may change a row told of here.

    A block that sent none changed nothing, and its rows need not be read again.
    """
    seen: list[str] = []

    def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        found = _WRITES_ROW.match(str(sql))
        if not _READS.match(str(sql)) and (found is None or found[1] not in _aside()):
            seen.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def changes(before: Rows, after: Rows) -> list[str]:
    """Return a line for each row that was added, removed or changed."""
    told = []
    for label in before.keys() | after.keys():
        old, new = before.get(label, {}), after.get(label, {})
        if old == new:
            continue
        for key in old.keys() | new.keys():
            if old.get(key) != new.get(key):
                told.append(f"{label} {key}: {_difference(label, old.get(key), new.get(key))}")
    return sorted(told)


def _difference(label: str, old: tuple[Any, ...] | None, new: tuple[Any, ...] | None) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    values = zip(tables()[label].columns, old, new, strict=True)
    return ", ".join(f"{name} {one!r} → {two!r}" for name, one, two in values if one != two)


def rows_of(rows: Rows, *, person_id: int, user_id: int) -> Rows:
    """Return the rows that belong to one person."""
    names = {"person_id": person_id, "user_id": user_id, "recipient_id": user_id}
    own: Rows = {}
    for label, table in rows.items():
        columns = tables()[label].columns
        places = [(columns.index(name), value) for name, value in names.items() if name in columns]
        own[label] = {
            key: row for key, row in table.items() if any(row[place] == value for place, value in places)
        }
    own["accounts.User"] = {user_id: rows["accounts.User"][user_id]}
    return own
