"""The words of `profiles`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CorrectableField(models.TextChoices):
    """What a person may ask to have corrected; contact data one changes oneself."""

    NAME = "name", _("Name")
    STAFF_NUMBER = "staff_number", _("Staff number")
    JOINED_ON = "joined_on", _("Day of joining the party")
    PARTY_STATUS = "party_status", _("Party status")
    OTHER = "other", _("Unit, post or something else")


class RequestState(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", pgettext_lazy("state of a request", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("state of a request", "Accepted")
    DECLINED = "declined", pgettext_lazy("state of a request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a request", "Withdrawn")


class ExportState(models.TextChoices):
    """How far a personal export has come."""

    WAITING = "waiting", pgettext_lazy("state of an export", "Being made")
    READY = "ready", pgettext_lazy("state of an export", "Ready")
    REMOVED = "removed", pgettext_lazy("state of an export", "Removed")


class RetentionAction(models.TextChoices):
    """What happens to a class of data when its time has run out."""

    DELETE = "delete", _("Deleted")
    ANONYMIZE = "anonymize", _("Made anonymous")
    KEEP = "keep", _("Kept by rule")
