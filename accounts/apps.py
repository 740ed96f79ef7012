"""The accounts app."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users and their ways in."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Accounts")
    rooms: ClassVar = ("factors",)

    def ready(self) -> None:
        """Let allauth know the ways of single sign-on, and this app when somebody signs in."""
        from allauth.socialaccount.providers import registry

        from accounts import checks  # noqa: F401 - registers them
        from accounts.factors import receivers  # noqa: F401 - connects them
        from accounts.factors.oidc import OidcProvider
        from accounts.factors.wecom import WeComProvider

        registry.register(OidcProvider)
        registry.register(WeComProvider)
