"""The outreach app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    """Notices and to-dos, filled by the events of the apps below."""

    name = "outreach"
    verbose_name = _("Messages and to-dos")

    def ready(self) -> None:
        """Subscribe the tasks to their events."""
        import_module("outreach.tasks")
