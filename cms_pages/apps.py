"""The content app."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CmsPagesConfig(AppConfig):
    """Pages of the site and the gate through which they go live."""

    name = "cms_pages"
    verbose_name = _("Content")
    rooms = (
        "gate",
        "columns",
        "articles",
        "regulations",
        "courses",
        "publications",
        "banners",
        "checks",
        "claims",
        "previews",
        "planning",
        "remarks",
        "comments",
        "vocabulary",
        "links",
        "addresses",
        "imports",
        "reads",
        "topics",
        "reports",
        "upkeep",
    )

    def ready(self) -> None:
        """Let the gate's triggers follow the migrations: a table cannot be altered under them."""
        from cms_pages.gate.triggers import drop_triggers, install_triggers

        pre_migrate.connect(drop_triggers, sender=self, dispatch_uid="cms_pages.gate.drop")
        # After the last app (core), when every table is as it will stay.
        post_migrate.connect(
            install_triggers, sender=apps.get_app_config("core"), dispatch_uid="cms_pages.gate.install"
        )
