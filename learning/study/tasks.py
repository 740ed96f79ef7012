"""Periodic work of the study clock."""

from datetime import timedelta

from core import outbox
from core.clock import now
from learning.study import services
from learning.study.models import StudySession
from learning.study.types import ABANDONED_AFTER


@outbox.task("learning.abandon_sessions", every=timedelta(seconds=60))
def abandon_sessions() -> None:
    """End the sessions that have shown no sign of life, at their last accepted beat."""
    silent = StudySession.objects.filter(ended_at=None, last_beat_at__lt=now() - ABANDONED_AFTER)
    for session_id in list(silent.values_list("pk", flat=True)[:2000]):
        services.abandon_session(session_id=session_id)
