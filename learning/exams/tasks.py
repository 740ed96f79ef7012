"""Periodic work of the exam room."""

from datetime import timedelta

from core import outbox
from core.clock import now
from learning.exams import services
from learning.exams.models import Attempt, AttemptState


@outbox.task("learning.expire_attempts", every=timedelta(seconds=30))
def expire_attempts() -> None:
    """Close every attempt whose time has run out and that nobody has opened since."""
    due = Attempt.objects.filter(state=AttemptState.IN_PROGRESS, deadline__lt=now() - services.GRACE)
    for attempt_id in due.values_list("pk", flat=True)[:2000]:
        services.expire_attempt(attempt_id=attempt_id)
