"""The comments below a text."""

from typing import Any

from django import template
from wagtail.models import Page

from cms_pages.articles.models import ArticlePage
from cms_pages.comments import queries
from cms_pages.comments.forms import CommentForm

register = template.Library()

FEW = 5
"""So many comments stand below the text itself; the rest are on their own page."""


@register.filter
def takes_comments(page: Page) -> bool:
    """Return whether a page is of a kind that may take comments."""
    return issubclass(page.specific_class or Page, ArticlePage)


@register.inclusion_tag("cms_pages/parts/comments_below.html", takes_context=True)
def comments_below(context: dict[str, Any], page: ArticlePage) -> dict[str, Any]:
    """Show the newest comments on a live text and the form; nothing for one that never took any."""
    request = context.get("request")
    user = getattr(request, "user", None)
    told = queries.comments_of(page, user, size=FEW) if page.pk and page.live else None
    return {
        "page": page,
        "comments": told,
        "form": CommentForm(),
        "user": user,
        "csrf_token": context.get("csrf_token"),
    }
