"""The words of grants that are asked for, and of their review."""

from django.db import models
from django.utils.translation import pgettext_lazy


class GrantRequestState(models.TextChoices):
    """How far a request for a grant has come."""

    OPEN = "open", pgettext_lazy("state of a grant request", "Waiting for confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("state of a grant request", "Confirmed")
    DECLINED = "declined", pgettext_lazy("state of a grant request", "Declined")
    EXPIRED = "expired", pgettext_lazy("state of a grant request", "Expired")


class ReviewOutcome(models.TextChoices):
    """What a review of a grant ended with."""

    KEPT = "kept", pgettext_lazy("outcome of a grant review", "Confirmed")
    WITHDRAWN = "withdrawn", pgettext_lazy("outcome of a grant review", "Withdrawn")
