"""The transactional outbox: the only way by which a task leaves the program.

`enqueue` writes a row in the caller's transaction. The relay (`relay_pending`, called each few
seconds by the worker and at once after a commit) hands each row to Celery, where `run_message` runs
the task and then deletes the row. A crash anywhere leaves the row, so a task runs at least once and
each one must be idempotent; a test runs every registered task twice.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Q

from core.clock import now
from core.events import Event
from core.models import OutboxMessage

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
"""How long a row that was handed over is left alone before it is handed over again."""
MAX_ATTEMPTS = 8

registry: "dict[str, OutboxTask]" = {}


@dataclass(frozen=True)
class OutboxTask:
    """A registered task: a name that stays for ever and the function behind it."""

    name: str
    run: Callable[..., None]
    every: timedelta | None = None
    is_long: bool = False
    at_start: bool = False


def task(
    name: str,
    *,
    on: Iterable[Event] = (),
    every: timedelta | None = None,
    is_long: bool = False,
    at_start: bool = False,
) -> Callable[[Callable[..., None]], OutboxTask]:
    """Register a function as a task under a lasting name; subscribe it to events or to the clock.

    The function takes keyword arguments with JSON values, is idempotent, and returns quietly when
    the rows it is about are gone. With `every` it runs without arguments at that interval, with
    `at_start` also when a worker starts, as one does after a restore of the database. One that
    `is_long` gets no transaction around it: it keeps its own short ones, so that its progress can be
    seen and no writer waits for it.
    """

    def register(function: Callable[..., None]) -> OutboxTask:
        if name in registry and registry[name].run.__qualname__ != function.__qualname__:
            raise ValueError(f"Two tasks are named {name}.")
        registered = OutboxTask(name=name, run=function, every=every, is_long=is_long, at_start=at_start)
        registry[name] = registered
        for event in on:
            event.subscribers[:] = [old for old in event.subscribers if old.name != name] + [registered]
        return registered

    return register


def enqueue(task: OutboxTask, **payload: Any) -> OutboxMessage:
    """Write one task into the outbox, within the caller's transaction, and wake the relay on commit."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{task.name} was enqueued outside a transaction.")
    message = OutboxMessage.objects.create(task=task.name, payload=payload)
    # robust: a broker that is down must not turn a committed request into an error; the relay
    # that runs each few seconds will find the row.
    transaction.on_commit(lambda: _hand_over(message.pk), robust=True)
    return message


def _hand_over(message_id: int) -> None:
    current_app.send_task("core.run_message", args=[message_id], retry=False)


def _waiting() -> Q:
    return Q(failed_at=None) & (Q(claimed_until=None) | Q(claimed_until__lt=now()))


def relay_pending(*, limit: int = 500) -> int:
    """Hand every waiting row to Celery, oldest first; return how many. Used when a wake-up was lost."""
    settled = now() - timedelta(seconds=5)  # younger rows have just been handed over by their commit
    waiting = OutboxMessage.objects.filter(_waiting(), created_at__lt=settled).order_by("id")
    ids = list(waiting.values_list("id", flat=True)[:limit])
    for message_id in ids:
        _hand_over(message_id)
    return len(ids)


def run_message(message_id: int) -> bool:
    """Claim one row, run its task in one transaction with the row's deletion; return whether it ran."""
    claimed = OutboxMessage.objects.filter(_waiting(), pk=message_id).update(claimed_until=now() + LEASE)
    if not claimed:
        return False
    message = OutboxMessage.objects.get(pk=message_id)
    registered = registry.get(message.task)
    try:
        if registered is None:
            raise LookupError(f"No task is registered as {message.task}.")
        if registered.is_long:
            registered.run(**message.payload)
            message.delete()
        else:
            with transaction.atomic():
                registered.run(**message.payload)
                message.delete()
    except Exception as error:
        _record_failure(message_id, error)
        raise
    return True


def _record_failure(message_id: int, error: Exception) -> None:
    message = OutboxMessage.objects.get(pk=message_id)
    message.attempts += 1
    message.last_error = repr(error)[:2000]
    message.claimed_until = now() + timedelta(seconds=min(5 * 2**message.attempts, 3600))
    if message.attempts >= MAX_ATTEMPTS:
        message.failed_at = now()
    message.save(update_fields=["attempts", "last_error", "claimed_until", "failed_at"])
    logger.exception("outbox.task_failed", extra={"task": message.task, "attempts": message.attempts})


def drain(*, limit: int = 10_000) -> int:
    """Run every waiting row here and now, with those that they enqueue; return how many ran.

    For commands and tests that have no worker beside them.
    """
    count = 0
    while count < limit:
        ids = list(OutboxMessage.objects.filter(_waiting()).order_by("id").values_list("id", flat=True)[:200])
        if not ids:
            return count
        for message_id in ids:
            count += run_message(message_id)
    return count
