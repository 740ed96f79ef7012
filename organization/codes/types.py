"""The words of one-time codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CodeState(models.TextChoices):
    """Where a code stands."""

    ASKED = "asked", pgettext_lazy("one-time code", "Waits for the second officer")
    OPEN = "open", pgettext_lazy("one-time code", "Printed, not used")
    USED = "used", pgettext_lazy("one-time code", "Used")
    WITHDRAWN = "withdrawn", pgettext_lazy("one-time code", "Withdrawn")
    SPENT = "spent", pgettext_lazy("one-time code", "Too many wrong tries")
    EXPIRED = "expired", pgettext_lazy("one-time code", "Expired")


STANDING = (CodeState.ASKED, CodeState.OPEN)
"""The states in which something can still come of it."""


class CodeRefusal(models.TextChoices):
    """Why somebody may not do something with a code."""

    NO_GRANT = "no_grant", _("Only an officer of this person's unit may do this.")
    OWN = "own", _("A code for yourself is asked for and confirmed by others.")
    SAME_HAND = "same_hand", _("Who asked for it does not confirm it; a second officer does.")
    ADMINISTRATOR = (
        "administrator",
        _("Administrators have no one-time codes; two others help them."),
    )
    CLOSED = "closed", _("This account is closed.")
