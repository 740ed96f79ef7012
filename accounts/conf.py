"""The settings that the accounts app reads."""

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class DemoAccount:
    """An account that the demo's sign-in page offers by a button."""

    username: str
    label: str = ""


def demo_accounts() -> list[DemoAccount]:
    """Return the demo's accounts (user names, or pairs of user name and label); none without the demo."""
    if not getattr(settings, "DEMO", False):
        return []
    listed = getattr(settings, "DEMO_ACCOUNTS", [])
    return [DemoAccount(item) if isinstance(item, str) else DemoAccount(*item) for item in listed]


def may_use_demo(request: HttpRequest) -> bool:
    """Return whether the request comes from this machine itself, or the demo is open to others."""
    if not getattr(settings, "DEMO", False):
        return False
    if getattr(settings, "DEMO_ANYWHERE", False):
        return True
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False  # a proxy on this machine brings strangers in
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
