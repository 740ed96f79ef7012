"""What every page of the desk asks of who opens it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from organization import authority
from organization.types import Subject, Verb


def require_desk(request: HttpRequest) -> None:
    """Refuse whoever does not work with texts."""
    if not authority.allows(request.user, Verb.VIEW, Subject.TEXTS):
        raise PermissionDenied


def is_publisher(request: HttpRequest) -> bool:
    """Return whether the user publishes for some unit; the tabs of the desk ask it."""
    return authority.allows(request.user, Verb.MANAGE, Subject.FINAL_REVIEW)


def require_publisher(request: HttpRequest) -> None:
    """Refuse whoever publishes for no unit."""
    if not is_publisher(request):
        raise PermissionDenied
