"""What a user may read: the one rule for pages, API, search and files."""

from typing import Any, TypeVar

from django.db.models import QuerySet

from cms_pages.gate.pages import GatedPage
from cms_pages.gate.visibility import visibility

__all__ = ["visibility", "visible_pages"]

PageType = TypeVar("PageType", bound=GatedPage)


def visible_pages(user: Any, model: type[PageType]) -> QuerySet[PageType]:
    """Return the pages of a model that this user may read."""
    pages: QuerySet[PageType] = model.objects.filter(visibility(user))
    return pages
