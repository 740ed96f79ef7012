"""How times, durations, study hours and names are written for people."""

from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import local, now, today

SECONDS_PER_HOUR = 2700
"""One 学时 is 45 minutes."""


def moment_text(moment: datetime | None) -> str:
    """Return `2026-11-23 14:32` in Shanghai's time, or nothing for no time."""
    return f"{local(moment):%Y-%m-%d %H:%M}" if moment else ""


def exact_moment_text(moment: datetime | None) -> str:
    """Return `2026-11-23 14:32:08` in Shanghai's time."""
    return f"{local(moment):%Y-%m-%d %H:%M:%S}" if moment else ""


def _as_day(day: date | datetime) -> date:
    return local(day).date() if isinstance(day, datetime) else day


def day_text(day: date | datetime | None) -> str:
    """Return `2026-11-23`; a moment is first taken to Shanghai."""
    return f"{_as_day(day):%Y-%m-%d}" if day else ""


def month_day_text(day: date | datetime | None) -> str:
    """Return `11-23`; a moment is first taken to Shanghai."""
    return f"{_as_day(day):%m-%d}" if day else ""


def masked_name(name: str | None) -> str:
    """Return a name of which only the ends are legible: 周*舒, 李*; the length stays hidden from three on."""
    if not name:
        return ""
    return f"{name[0]}*{name[-1]}" if len(name) > 2 else f"{name[0]}*"


def study_hours(
    seconds: float | Decimal | None, per_hour: int = SECONDS_PER_HOUR, *, up: bool = False
) -> str:
    """Return seconds of study as 学时 with two decimals.

    What was done is never rounded up; what is missing (`up`) never down, so that the two never claim
    more than there is. Without a rule (`per_hour` 0) there are no hours.
    """
    value = Decimal(str(seconds or 0)) / per_hour if per_hour else Decimal(0)
    return str(value.quantize(Decimal("0.01"), rounding=ROUND_UP if up else ROUND_DOWN))


def duration_text(seconds: float | None) -> str:
    """Return `2 小时 4 分`, `25 分 18 秒` or `48 秒`."""
    whole = int(seconds or 0)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": left}
    return _("%(seconds)d s") % {"seconds": left}


def clock_text(seconds: float | None) -> str:
    """Return `10:36`, or `1:04:09` from an hour on."""
    whole = int(seconds or 0)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes:02d}:{left:02d}"


def due_tone(due: datetime | None) -> str:
    """Return the chip's tone for a due time: `bad` when past, `warn` within three days, else `plain`."""
    if due is None:
        return "plain"
    if due < now():
        return "bad"
    return "warn" if due - now() <= timedelta(days=3) else "plain"


def due_text(due: datetime | None) -> str:
    """Return how far a due time is: overdue by days, due today at an hour, or days left."""
    if due is None:
        return _("No due date")
    days = (local(due).date() - today()).days
    if due < now():
        if days == 0:
            return _("Overdue since %(time)s today") % {"time": f"{local(due):%H:%M}"}
        return ngettext("Overdue by %(days)d day", "Overdue by %(days)d days", -days) % {"days": -days}
    if days == 0:
        return _("Due today at %(time)s") % {"time": f"{local(due):%H:%M}"}
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
