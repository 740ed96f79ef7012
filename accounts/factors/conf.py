"""The settings that this room reads."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.conf import security_profile


def demanding_roles() -> frozenset[str]:
    """Return the roles whose holders must have a second factor; none where none are demanded (the demo)."""
    if not getattr(settings, "FACTORS_DEMANDED", True):
        return frozenset()
    return security_profile().second_factor_roles


@dataclass(frozen=True)
class SignOn:
    """One way of single sign-on that this installation offers."""

    key: str
    name: str


def offered_sign_ons() -> list[SignOn]:
    """Return the configured ways of single sign-on, in a fixed order, with the words of their buttons."""
    configured = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {})
    words = {"oidc": _("Company account"), "wecom": _("WeCom")}
    return [
        SignOn(key, _app_of(configured[key]).get("name") or word)
        for key, word in words.items()
        if key in configured
    ]


def find_sign_on(key: str) -> SignOn | None:
    """Return the configured way of this key, or nothing."""
    return next((found for found in offered_sign_ons() if found.key == key), None)


def links_by_staff_number() -> bool:
    """Return whether a claim that equals a staff number opens that person's account at the first time."""
    return bool(getattr(settings, "SIGN_ON_BY_STAFF_NUMBER", False))


def _app_of(provider: dict[str, Any]) -> dict[str, Any]:
    apps = provider.get("APPS") or [{}]
    return dict(apps[0])
