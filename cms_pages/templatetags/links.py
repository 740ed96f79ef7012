"""The other ends of a text's links, below it."""

from typing import Any

from django import template

from cms_pages.gate.pages import GatedPage
from cms_pages.links.queries import linked_with

register = template.Library()


@register.inclusion_tag("cms_pages/parts/linked.html", takes_context=True)
def linked(context: dict[str, Any], page: GatedPage) -> dict[str, Any]:
    """Show what a live text links to and what links to it; nothing where there is neither."""
    request = context.get("request")
    found = linked_with(page, getattr(request, "user", None)) if page.pk and page.live else None
    return {"linked": found}
