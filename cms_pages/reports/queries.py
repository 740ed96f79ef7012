"""Reports that wait for a publisher, and a reader's own."""

from typing import Any

from django.db.models import QuerySet

from cms_pages.gate.pages import GatedPage
from cms_pages.gate.queries import published_by
from cms_pages.links.queries import readable_pages
from cms_pages.reports.models import TextReport


def reportable(page_id: int, user: Any) -> GatedPage | None:
    """Return a live article, course, lesson or regulation that the user may read, or nothing."""
    return readable_pages([page_id], user).get(page_id)


def own_reports(page_id: int, user: Any) -> QuerySet[TextReport]:
    """Return what the user has reported of a text, the newest first."""
    return TextReport.objects.filter(page_id=page_id, user=user).order_by("-pk")


def to_settle(user: Any) -> QuerySet[TextReport]:
    """Return the open reports of live texts that this publisher answers, the oldest first; not their own."""
    rows = TextReport.objects.filter(published_by(user, "unit"), settled_at=None, page__live=True)
    return rows.exclude(user=user).select_related("page").order_by("pk")
