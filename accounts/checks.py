"""Checks of a deployment."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from accounts.conf import security_profile

HIGHEST_LEVEL = 3


@register(deploy=True)
def check_admin_networks(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a deployment at level 3 whose administration opens from anywhere."""
    if security_profile().level >= HIGHEST_LEVEL and not settings.ADMIN_NETWORKS:
        return [
            Error("SECURITY_LEVEL=3 needs ADMIN_NETWORKS: name the networks of /admin/.", id="accounts.E001")
        ]
    return []
