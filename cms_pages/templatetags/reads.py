"""How often a text was read, and the script that tells of a reading."""

from typing import Any

from django import template
from wagtail.models import Page

from cms_pages.reads.queries import times_read

register = template.Library()


@register.simple_tag
def reads_of(page: Page) -> int:
    """Return how often a page was read."""
    return times_read(page.pk)


@register.inclusion_tag("cms_pages/parts/counts_reads.html", takes_context=True)
def counts_reads(context: dict[str, Any], page: Page) -> dict[str, Any]:
    """Load the script that counts a reading, on the live page itself and on no preview of it."""
    match = getattr(context.get("request"), "resolver_match", None)
    return {"page": page, "counts": match is not None and match.view_name == "wagtail_serve" and page.live}
