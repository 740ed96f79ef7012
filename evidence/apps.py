"""The evidence app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """The append-only record of facts that an auditor could ask about."""

    name = "evidence"
    verbose_name = _("Evidence")
