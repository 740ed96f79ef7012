"""The outreach app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    """Notices and to-dos, filled by the events of the apps below."""

    name = "outreach"
    verbose_name = _("Messages and to-dos")
