"""The chosen texts of a topic."""

from typing import Any

from django import template

from cms_pages.articles.models import ArticlePage
from cms_pages.articles.types import Section

register = template.Library()


@register.simple_tag(takes_context=True)
def sections_of(context: dict[str, Any], page: ArticlePage) -> list[Section]:
    """Return the sections with what the reader may read."""
    return page.sections_for(getattr(context.get("request"), "user", None))
