"""The organization app."""

from typing import Any, ClassVar

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OrganizationConfig(AppConfig):
    """Units, people, posts and grants."""

    name = "organization"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Organization")
    rooms: ClassVar = ("units", "profiles", "roster", "development", "relations", "grants")

    def ready(self) -> None:
        """Keep one Django group for each role, because Wagtail asks groups who may enter its admin."""
        post_migrate.connect(_keep_role_groups, sender=self, dispatch_uid="organization.role_groups")


def _keep_role_groups(**kwargs: Any) -> None:
    from organization.groups import ensure_role_groups

    ensure_role_groups()
