"""Words of the review of internal rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(models.TextChoices):
    """What becomes of a rule that was looked at again."""

    KEEP = "keep", pgettext_lazy("rule", "Keep")
    REVISE = "revise", pgettext_lazy("rule", "Revise")
    ABOLISH = "abolish", _("Abolish")
