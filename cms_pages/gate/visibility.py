"""The one rule of who may read a page, for pages, API, search and files."""

from typing import Any

from django.db.models import Q

from cms_pages.gate.types import Audience
from core.clock import now


def visibility(user: Any) -> Q:
    """Return the condition on a page: live, inside its window, and meant for this user."""
    live = Q(live=True) & (Q(expire_at=None) | Q(expire_at__gt=now()))
    if user is not None and user.is_authenticated and user.is_active:
        return live
    return live & Q(audience=Audience.PUBLIC)
