"""What every page of the portal needs to know."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation and the counts of the header."""
    return {}
