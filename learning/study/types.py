"""Words and figures of the study clock."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

INTERVAL_SECONDS = 30
JITTER_SECONDS = 3
"""The server asks for a beat every 30 s, give or take 3 s."""
MOST_CREDIT = 1.5
"""A beat credits at most this many of the intervals that were asked for."""
TOO_SOON = 0.5
"""A beat before this share of the interval is refused."""
TOO_LATE = 3
"""After a silence of more than this many intervals nothing is credited; counting begins anew."""
LONGEST_ROW = timedelta(minutes=10)
"""A row is closed, with its evidence, at this length at the latest."""
ABANDONED_AFTER = timedelta(minutes=10)
CLOCK_TOLERANCE = timedelta(seconds=5)
"""A server clock that is found further back than this ends the session."""
IDLE_VIDEO = timedelta(minutes=10)
IDLE_TEXT = timedelta(minutes=3)
"""How long a page may stand in front without any sign of a person."""
POSITION_SLACK_MS = 2000
"""By how much the position of a video may differ from what the elapsed time allows."""
COMPLETE_TENTHS = 9
"""The share of the nominal time, in tenths, that completes a lesson."""
COVERED_PERCENT = 95
"""The share of a video that must have been seen as well."""


class Ending(models.TextChoices):
    """Why a session ended."""

    CLOSED = "closed", _("closed")
    TAKEN_OVER = "taken_over", _("taken over by another device")
    ABANDONED = "abandoned", _("no sign of life")
    WITHDRAWN = "withdrawn", _("the lesson or the enrollment ended")
    CLOCK = "clock", _("the server's clock was set back")


class Refusal(models.TextChoices):
    """Why a stretch of time was not credited."""

    HIDDEN = "hidden", _("the page was not in front")
    IDLE = "idle", _("no activity")
    PAUSED = "paused", _("the video was paused")
    GAP = "gap", _("no connection")
    CAPPED = "capped", _("longer than one interval")
    FULL = "full", _("the lesson's time is reached")
    POSITION = "position", _("the place in the video does not fit the time")
    ELSEWHERE = "elsewhere", _("another device was counting")


CREDIT_RULE = "H-01"
RULES: dict[str, str] = {
    Refusal.FULL.value: "H-02",
    Refusal.HIDDEN.value: "H-03",
    Refusal.ELSEWHERE.value: "H-04",
    Refusal.IDLE.value: "H-05",
    Refusal.PAUSED.value: "H-06",
    Refusal.POSITION.value: "H-07",
    Refusal.GAP.value: "H-08",
    Refusal.CAPPED.value: "H-09",
}
"""The number under which each rule stands in the record; a number is never given twice."""
RULES_VERSION = "2026-01-01"
