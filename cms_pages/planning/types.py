"""Words of the calendar."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class EventKind(TextChoices):
    """What happens on a day of the editorial calendar."""

    PUBLISHED = "published", pgettext_lazy("calendar", "Published")
    WAITING = "waiting", pgettext_lazy("calendar", "Goes live, approved")
    PLANNED = "planned", pgettext_lazy("calendar", "Planned, not approved yet")
    DUE = "due", pgettext_lazy("calendar", "Review due")
    ENDS = "ends", pgettext_lazy("calendar", "Ends")


TONES = {
    EventKind.PUBLISHED: "ok",
    EventKind.WAITING: "info",
    EventKind.PLANNED: "warn",
    EventKind.DUE: "plain",
    EventKind.ENDS: "plain",
}
