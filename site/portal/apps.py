"""The portal app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The shell around every page, the guide home and the page about oneself."""

    name = "portal"
    verbose_name = _("Portal")
