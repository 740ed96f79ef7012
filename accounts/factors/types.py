"""The words of factors and single sign-on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResetState(models.TextChoices):
    """How far the reset of lost factors has come."""

    ASKED = "asked", _("Waits for a second person")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")
