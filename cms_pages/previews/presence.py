"""Who has a text open now, in the editor or on the desk, by Wagtail's editing sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from wagtail.admin.models import EditingSession
from wagtail.models import Page

from accounts.models import User
from core.clock import now

SEEN = timedelta(seconds=60)
"""Whoever was heard of in this time is still there: editor and desk both tell every few seconds."""


@dataclass(frozen=True)
class Present:
    """Somebody who has the text open; `is_editing` when they have written something not yet saved."""

    name: str
    is_editing: bool


def note_reading(page_id: int, user: User) -> None:
    """Note that a person reads the text on the desk, so that editors see it too."""
    rows = EditingSession.objects.filter(user=user, object_id=str(page_id), is_editing=False)
    page_type = ContentType.objects.get_for_model(Page)
    if not rows.filter(content_type=page_type).update(last_seen_at=now()):
        EditingSession.objects.create(
            user=user, content_type=page_type, object_id=str(page_id), last_seen_at=now()
        )


def present_at(page_id: int, *, besides: User) -> list[Present]:
    """Return who else has the page open, those who write first."""
    return _by_person(
        EditingSession.objects.filter(
            object_id=str(page_id),
            content_type=ContentType.objects.get_for_model(Page),
            last_seen_at__gte=now() - SEEN,
        )
        .exclude(user=besides)
        .select_related("user")
        .order_by("-is_editing", "user__first_name", "pk")
    )


def _by_person(sessions: Iterable[EditingSession]) -> list[Present]:
    found: dict[int, Present] = {}
    for session in sessions:
        user = session.user
        found.setdefault(user.pk, Present(user.get_full_name() or user.username, session.is_editing))
    return list(found.values())
