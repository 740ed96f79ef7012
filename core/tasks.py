"""Celery's two doors into the outbox."""

from typing import Any

from celery import current_app
from celery.signals import worker_ready
from django.db import transaction

from core import outbox


@current_app.task(name="core.run_message", ignore_result=True)
def run_message(message_id: int) -> None:
    """Run one row of the outbox."""
    outbox.run_message(message_id)


@current_app.task(name="core.relay_outbox", ignore_result=True)
def relay_outbox() -> None:
    """Hand over the rows whose wake-up was lost."""
    outbox.relay_pending()


def schedule_periodic_tasks() -> None:
    """Let beat start the relay each few seconds and every periodic task of the apps at its interval.

    Called when every app's tasks are known: beat reads its schedule before it announces itself, so a
    signal of beat would come too late.
    """
    current_app.conf.beat_schedule = {"relay": {"task": "core.relay_outbox", "schedule": 5.0}} | {
        task.name: {"task": "core.start_periodic", "schedule": task.every, "args": [task.name]}
        for task in outbox.registry.values()
        if task.every is not None
    }


@current_app.task(name="core.start_periodic", ignore_result=True)
def start_periodic(name: str) -> None:
    """Enqueue a task whose time has come."""
    with transaction.atomic():
        outbox.enqueue(outbox.registry[name])


@worker_ready.connect
def start_what_starts_with_a_worker(**_: Any) -> None:
    """Enqueue the tasks that run when a worker starts."""
    for task in outbox.registry.values():
        if task.at_start:
            start_periodic(task.name)
