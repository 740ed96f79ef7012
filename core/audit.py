"""One audit entry for each mutating request, written in the request's own transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from core.context import current
from core.models import AuditEntry

MUTATING = {"POST", "PUT", "PATCH", "DELETE"}

View = TypeVar("View", bound=Callable[..., Any])


@dataclass
class Description:
    """What a view tells about the thing that it changed."""

    action: str = ""
    object_type: str = ""
    object_id: str = ""
    unit_id: int | None = None
    note: str = ""


def describe(
    request: HttpRequest,
    *,
    action: str,
    object_type: str = "",
    object_id: object = "",
    unit_id: int | None = None,
    note: str = "",
) -> None:
    """Give the request's audit entry its subject; the last call counts."""
    request.audit_description = Description(action, object_type, str(object_id), unit_id, note)  # type: ignore[attr-defined]


def kept_by(record: str) -> Callable[[View], View]:
    """Mark a view whose facts stand in an append-only record of their own (named, `app.Model`).

    Such a view manages its own transaction and gets no audit entry: hot paths (a study beat, an
    answer of an exam), sign-in, which must keep what a refused request has written, and the count of
    readings, where an entry would say who reads what.
    """

    def mark(view: View) -> View:
        view.audit_kept_by = record  # type: ignore[attr-defined]
        return view

    return mark


def write_entry(request: HttpRequest, *, status: int, route: str, arguments: dict[str, Any]) -> AuditEntry:
    """Write the entry of this request with its outcome."""
    told: Description = getattr(request, "audit_description", Description())
    actor = getattr(request, "user", None)
    context = current.get()
    return AuditEntry.objects.create(
        actor_id=actor.pk if actor is not None and actor.is_authenticated else None,
        route=route[:200],
        method=request.method or "",
        action=told.action,
        object_type=told.object_type,
        object_id=told.object_id[:100],
        unit_id=told.unit_id,
        arguments={key: str(value)[:200] for key, value in arguments.items()},
        note=told.note,
        status=status,
        request_id=context.request_id,
        address=context.address or None,
    )
