"""The one rule of who may read a page, for pages, API, search and files."""

from typing import Any

from django.db.models import Q

from cms_pages.gate.types import Audience
from core.clock import now


def live_now() -> Q:
    """Return the condition on a page: live and inside its window, whoever asks."""
    return Q(live=True) & (Q(expire_at=None) | Q(expire_at__gt=now()))


def asks_for_sign_in(page: Any, user: Any) -> bool:
    """Return whether a live page is for people who are signed in, and this user is not."""
    if getattr(page, "audience", Audience.PUBLIC) == Audience.PUBLIC:
        return False
    return not (user.is_authenticated and user.is_active)


def visibility(user: Any) -> Q:
    """Return the condition on a page: live, inside its window, and meant for this user."""
    live = live_now()
    if user is not None and user.is_authenticated and user.is_active:
        return live
    return live & Q(audience=Audience.PUBLIC)
