"""How long a stage of review may take."""

from datetime import datetime, timedelta

from django.conf import settings

from core.clock import local

DAYS = 3
LEAST = timedelta(days=1)
"""A claim holds at least so long, also on a text that is overdue already."""
ONE_DAY = timedelta(days=1)
FRIDAY = 4


def due_after(reached: datetime, stage: str) -> datetime:
    """Return when a stage is due that a text reached at a moment: the same hour, working days later.

    `REVIEW_DAYS` says how many days each stage may take (default 3). Saturdays and Sundays do not count;
    holidays and the working weekends beside them are not known.
    """
    days = int(getattr(settings, "REVIEW_DAYS", {}).get(stage, DAYS))
    due = reached
    while days > 0:
        due += ONE_DAY
        days -= local(due).weekday() <= FRIDAY
    return due
