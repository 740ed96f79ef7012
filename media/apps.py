"""The media app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Images, documents and films."""

    name = "media"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Media")
