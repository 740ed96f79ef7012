"""Words of comments."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class CommentState(TextChoices):
    """Where a comment stands; readers see only what is shown."""

    WAITING = "waiting", pgettext_lazy("comment", "Waiting to be read")
    SHOWN = "shown", pgettext_lazy("comment", "Shown")
    REFUSED = "refused", pgettext_lazy("comment", "Not shown")
    WITHDRAWN = "withdrawn", pgettext_lazy("comment", "Withdrawn")


class ReportReason(TextChoices):
    """Why a reader reports a comment."""

    INSULT = "insult", pgettext_lazy("report", "Insults or attacks somebody")
    FALSE = "false", pgettext_lazy("report", "States something false")
    PRIVATE = "private", pgettext_lazy("report", "Tells personal data or secrets")
    ADVERTISING = "advertising", pgettext_lazy("report", "Advertising or off the subject")
    OTHER = "other", pgettext_lazy("report", "Something else")
