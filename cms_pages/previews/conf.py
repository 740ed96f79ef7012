"""Which front end beside the portal shows texts under review, and for how long a link to one holds."""

from datetime import timedelta

from django.conf import settings

HOLDS = timedelta(minutes=15)
"""So long the link of a preview holds."""


def headless_address(token: str) -> str:
    """Return the address in the headless front end (`HEADLESS_PREVIEW_URL`), or nothing without one."""
    return str(settings.HEADLESS_PREVIEW_URL).replace("{token}", token)
