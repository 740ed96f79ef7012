"""The one clock of the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The time zone in which people read and in which a day begins and ends."""


_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Let `now` answer one moment within the block: for building a past, never for serving requests."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def today() -> date:
    """Return today's date in Shanghai."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """Return a moment as it is read in Shanghai."""
    return moment.astimezone(SHANGHAI)


def day_start(day: date) -> datetime:
    """Return the moment at which a Shanghai day begins, in UTC."""
    return datetime.combine(day, datetime.min.time(), SHANGHAI).astimezone(UTC)


def iso_ms(moment: datetime) -> str:
    """Return a moment as UTC text with milliseconds: `2026-11-23T06:32:00.000Z`."""
    utc = moment.astimezone(timezone(timedelta(0)))
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"
