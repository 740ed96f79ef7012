"""Checks at start."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError

from core.keys import BadKey, KeyRing

_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smbfs", "smb3"}


def _file_system_of(path: str) -> str:
    best, kind = "", ""
    try:
        with open("/proc/mounts", encoding="utf-8") as mounts:
            for line in mounts:
                _device, point, name, *_rest = line.split()
                if path.startswith(point.rstrip("/") + "/") and len(point) > len(best):
                    best, kind = point, name
    except OSError:
        return ""
    return kind


@register()
def check_sqlite_place(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse SQLite on a network file system: its write-ahead log is unsafe there."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    kind = _file_system_of(str(database["NAME"]))
    if kind in _NETWORK_FILE_SYSTEMS:
        return [
            Error(f"The SQLite database stands on {kind}; use a local disk or PostgreSQL.", id="core.E001")
        ]
    return []


@register(deploy=True)
def check_field_keys(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a deployment without a usable key for the encrypted fields."""
    try:
        KeyRing(settings.FIELD_KEYS)
    except BadKey as error:
        return [Error(f"FIELD_KEYS: {error}", id="core.E003")]
    return []


@register(deploy=True)
def check_superusers(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a deployment in which any account, open or closed, is a superuser."""
    try:
        count = apps.get_model(settings.AUTH_USER_MODEL).objects.filter(is_superuser=True).count()
    except DatabaseError:
        return []
    if count:
        return [Error(f"{count} accounts are superusers; rights are granted by role.", id="core.E002")]
    return []
