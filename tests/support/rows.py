"""All rows of the project's tables as they are now, to say that a call changed nothing."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps

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

Rows = dict[str, dict[Any, dict[str, Any]]]


def read_rows(*, leave_out: Iterable[str] = ()) -> Rows:
    """Return every row of every table as table → key → values; sign-ins do not count as a change."""
    aside = ASIDE | set(leave_out)
    found: Rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in aside or model._meta.proxy or not model._meta.managed:
            continue
        rows = model._base_manager.order_by("pk").values()
        found[model._meta.label] = {row[model._meta.pk.attname]: row for row in rows}
    for row in found["accounts.User"].values():
        row.pop("last_login")
    return found


def changes(before: Rows, after: Rows) -> list[str]:
    """Return a line for each row that was added, removed or changed."""
    told = []
    for label in before.keys() | after.keys():
        old, new = before.get(label, {}), after.get(label, {})
        for key in old.keys() | new.keys():
            if old.get(key) != new.get(key):
                told.append(f"{label} {key}: {_difference(old.get(key), new.get(key))}")
    return sorted(told)


def _difference(old: dict[str, Any] | None, new: dict[str, Any] | None) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    return ", ".join(f"{name} {old[name]!r} → {new[name]!r}" for name in old if old[name] != new[name])


def rows_of(rows: Rows, *, person_id: int, user_id: int) -> Rows:
    """Return the rows that belong to one person."""
    names = {"person_id": person_id, "user_id": user_id, "recipient_id": user_id}
    own = {
        label: {
            key: row
            for key, row in table.items()
            if any(row.get(name, "") == value for name, value in names.items())
        }
        for label, table in rows.items()
    }
    own["accounts.User"] = {user_id: rows["accounts.User"][user_id]}
    return own
