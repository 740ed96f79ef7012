"""The API of the links of an article, from both ends."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from accounts.http import OPEN_AUTH, require_scope
from cms_pages.articles.api import PageItem, present_item
from cms_pages.articles.queries import find_article
from cms_pages.links.queries import linked_with

router = Router(tags=["articles"], auth=OPEN_AUTH)


class LinksOut(Schema):
    """What an article links to, and what links to it, as far as the caller may read it."""

    to: list[PageItem]
    by: list[PageItem]


@router.get("/{int:page_id}/links", response=LinksOut)
def show_links(request: HttpRequest, page_id: int) -> dict[str, Any]:
    """Return the articles, courses, lessons and regulations at the other ends of an article's links."""
    require_scope(request, "content:read")
    found = linked_with(find_article(request.user, page_id), request.user)
    return {name: [present_item(item) for item in getattr(found, name)] for name in ("to", "by")}
