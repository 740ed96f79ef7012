"""The Celery application; tasks reach it only through the outbox of `core`."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("zhixing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def schedule_periodic_tasks(sender: Any = None, **kwargs: object) -> None:
    """Let beat start the relay each few seconds and every periodic task of the apps at its interval."""
    from core import outbox

    app.conf.beat_schedule = {"relay": {"task": "core.relay_outbox", "schedule": 5.0}} | {
        task.name: {"task": "core.start_periodic", "schedule": task.every, "args": [task.name]}
        for task in outbox.registry.values()
        if task.every is not None
    }
