"""Words of the study clock."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ending(models.TextChoices):
    """Why a session ended."""

    CLOSED = "closed", _("closed")
    TAKEN_OVER = "taken_over", _("taken over by another device")
    ABANDONED = "abandoned", _("no sign of life")


class Refusal(models.TextChoices):
    """Why a stretch of time was not credited."""

    HIDDEN = "hidden", _("the page was not in front")
    IDLE = "idle", _("no activity")
    PAUSED = "paused", _("the video was paused")
    GAP = "gap", _("no connection")
    CAPPED = "capped", _("longer than one interval")
    FULL = "full", _("the lesson's time is reached")
    POSITION = "position", _("the place in the video does not fit the time")
