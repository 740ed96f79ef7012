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


def may_administer_from(address: str) -> bool:
    """Return whether `/admin/` opens from an address: from `ADMIN_NETWORKS`, or anywhere without any."""
    networks = getattr(settings, "ADMIN_NETWORKS", [])
    if not networks:
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = getattr(found, "ipv4_mapped", None) or found
    return any(inner in network for network in networks)


@dataclass(frozen=True)
class SecurityProfile:
    """What a security level asks for; `docs/security-profile.md` tells it item by item."""

    level: int
    idle_minutes: int
    absolute_hours: int
    password_days: int
    second_factor_roles: frozenset[str]
    """The roles whose holders must prove who they are by a second factor."""
    one_session_roles: frozenset[str]
    """The roles whose holders have one session at a time."""


_ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
_SECRETARIES = frozenset({"party_committee_admin", "general_branch_secretary", "branch_secretary"})

PROFILES = {
    2: SecurityProfile(
        level=2,
        idle_minutes=20,
        absolute_hours=12,
        password_days=90,
        second_factor_roles=_ADMINISTRATORS,
        one_session_roles=_ADMINISTRATORS,
    ),
    3: SecurityProfile(
        level=3,
        idle_minutes=15,
        absolute_hours=8,
        password_days=90,
        second_factor_roles=_ADMINISTRATORS | _SECRETARIES | {"study_auditor"},
        one_session_roles=_ADMINISTRATORS | _SECRETARIES | {"study_auditor"},
    ),
}


def security_profile() -> SecurityProfile:
    """Return what the level of this installation (`SECURITY_LEVEL`, default 2) asks for."""
    return PROFILES[getattr(settings, "SECURITY_LEVEL", 2)]
