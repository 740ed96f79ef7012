"""The audit log for its reader: filtered, page by page by key, and as a CSV that is never held whole."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from core import clock
from core.models import AuditEntry

PAGE_SIZE = 50
_CHUNK = 1000
COLUMNS = (
    "id",
    "at",
    "user",
    "method",
    "route",
    "action",
    "object_type",
    "object_id",
    "unit_id",
    "status",
    "address",
    "request_id",
    "note",
)


def entries(wanted: dict[str, Any]) -> QuerySet[AuditEntry]:
    """Return the entries that a filter asks for, newest first."""
    found = AuditEntry.objects.order_by("-pk")
    if wanted.get("actor"):
        found = found.filter(actor_id=wanted["actor"].pk)
    if wanted.get("since"):
        found = found.filter(at__gte=clock.day_start(wanted["since"]))
    if wanted.get("until"):
        found = found.filter(at__lt=clock.day_start(wanted["until"] + timedelta(days=1)))
    if wanted.get("route"):
        text = wanted["route"]
        found = found.filter(Q(route__icontains=text) | Q(action__icontains=text))
    if wanted.get("outcome") == "done":
        found = found.filter(status__lt=400)
    elif wanted.get("outcome") == "refused":
        found = found.filter(status__gte=400)
    return found


def page_of(found: QuerySet[AuditEntry], before: int | None) -> tuple[list[AuditEntry], int | None]:
    """Return a page of entries older than a key, and the key after which the next page begins."""
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return rows, rows[-1].pk if more else None


def names_of(rows: list[AuditEntry]) -> dict[int, str]:
    """Return the user names of those who acted, in one query."""
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "username"))


class _Line:
    def write(self, text: str) -> str:
        return text


def _safe(value: object) -> str:
    text = "" if value is None else str(value)
    # A spreadsheet would take it for a formula.
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def as_csv(found: QuerySet[AuditEntry]) -> Iterator[str]:
    """Return the lines of the CSV; a thousand entries at a time are read, by key."""
    writer = csv.writer(_Line())
    yield "\ufeff" + str(writer.writerow(COLUMNS))
    before: int | None = None
    while True:
        chunk = list((found if before is None else found.filter(pk__lt=before))[:_CHUNK])
        if not chunk:
            return
        names = names_of(chunk)
        for row in chunk:
            values = (
                row.pk,
                clock.iso_ms(row.at),
                names.get(row.actor_id or 0, row.actor_id),
                row.method,
                row.route,
                row.action,
                row.object_type,
                row.object_id,
                row.unit_id,
                row.status,
                row.address,
                row.request_id,
                row.note,
            )
            yield str(writer.writerow([_safe(value) for value in values]))
        before = chunk[-1].pk
