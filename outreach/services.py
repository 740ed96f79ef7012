"""Telling people, and ending what no longer waits. Each function may run twice with the same result."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.clock import now
from core.errors import NotFound
from outreach.models import Notice, Todo, TodoQuerySet


@transaction.atomic
def notify(
    *, recipient_id: int, kind: str, key: str, title: str = "", body: str = "", url: str = ""
) -> Notice:
    """Send a notice once for each key and recipient; a second call returns the first notice unchanged."""
    notice, _created = Notice.objects.get_or_create(
        key=f"{key}:{recipient_id}",
        defaults={
            "recipient_id": recipient_id,
            "kind": kind,
            "title": title[:255],
            "body": body,
            "url": url,
        },
    )
    return notice


@transaction.atomic
def assign_todo(
    *,
    user_id: int,
    kind: str,
    subject: str,
    title: str,
    url: str,
    detail: str = "",
    due_at: datetime | None = None,
) -> Todo:
    """Put a piece of work on a person's list once; while it is open, a new due time or title is taken over.

    Work that was withdrawn waits again; work that is done stays done, however often it is assigned.
    """
    told = {"title": title[:255], "detail": detail[:255], "url": url, "due_at": due_at}
    todo, created = Todo.objects.select_for_update().get_or_create(
        key=f"{subject}:{user_id}",
        defaults={"user_id": user_id, "kind": kind, "subject": subject, **told},
    )
    if not created and todo.done_at is None:
        Todo.objects.filter(pk=todo.pk).update(withdrawn_at=None, **told)
        todo.refresh_from_db()
    return todo


@transaction.atomic
def finish_todos(*, subject: str, user_id: int | None = None) -> int:
    """End the open to-dos of a subject as done (of one person, or of everybody); return how many."""
    return _open_of(subject, user_id).update(done_at=now())


@transaction.atomic
def withdraw_todos(*, subject: str, user_id: int | None = None) -> int:
    """End the open to-dos of a subject as no longer needed; return how many."""
    return _open_of(subject, user_id).update(withdrawn_at=now())


@transaction.atomic
def withdraw_todos_of(*, user_id: int) -> int:
    """End every open to-do of a user who no longer signs in; return how many."""
    return Todo.objects.of(user_id).open().order_by().update(withdrawn_at=now())


@transaction.atomic
def read_notice(*, notice_id: int, by: User) -> Notice:
    """Note that the recipient opened the notice; another person's notice does not exist for them."""
    notice = Notice.objects.select_for_update().filter(pk=notice_id, recipient=by).first()
    if notice is None:
        raise NotFound(_("There is no such message."))
    if notice.read_at is None:
        notice.read_at = now()
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def read_every_notice(*, by: User) -> int:
    """Note that the recipient has seen all that is unread; return how many."""
    return Notice.objects.of(by.pk).unread().order_by().update(read_at=now())


def _open_of(subject: str, user_id: int | None) -> TodoQuerySet:
    todos = Todo.objects.filter(subject=subject).open()
    return todos if user_id is None else todos.of(user_id)
