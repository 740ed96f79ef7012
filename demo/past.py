"""Building a past: within a block, the program and Django's own time stamps stand at a chosen moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest import mock

from core import clock, outbox

WORK_BEGINS = time(8, 30)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Hold the program's clock, and the one that Django and Wagtail stamp rows with, at a moment.

    The tasks that the block asks for are run at its end, at that moment too.
    """
    with clock.frozen_at(moment), mock.patch("django.utils.timezone.now", clock.now):
        yield
        outbox.drain()


def moment_of(day: date, minutes: float = 0) -> datetime:
    """Return the moment so many minutes after work begins on a Shanghai day."""
    return datetime.combine(day, WORK_BEGINS, clock.SHANGHAI) + timedelta(minutes=minutes)


def workday(day: date) -> date:
    """Return the day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
