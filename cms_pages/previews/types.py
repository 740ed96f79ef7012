"""Words of previews."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Width(TextChoices):
    """How wide the frame of a preview is."""

    PHONE = "phone", pgettext_lazy("preview", "Phone")
    DESK = "desk", pgettext_lazy("preview", "Desk")
