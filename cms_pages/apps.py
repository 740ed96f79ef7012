"""The content app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsPagesConfig(AppConfig):
    """Pages of the site and the gate through which they go live."""

    name = "cms_pages"
    verbose_name = _("Content")
    rooms = ("gate", "columns", "articles", "regulations", "courses")
