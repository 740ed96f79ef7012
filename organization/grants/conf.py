"""The settings that grants read."""

from django.conf import settings


def days_to_confirm() -> int:
    """Return for how many days a request for an administrator's role waits (`GRANT_REQUEST_DAYS`, 7)."""
    return int(getattr(settings, "GRANT_REQUEST_DAYS", 7))
