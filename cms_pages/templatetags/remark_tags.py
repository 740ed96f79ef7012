"""The number of remarks that wait, on the pages of the desk."""

from django import template

from cms_pages.gate.models import Candidate
from cms_pages.remarks.queries import number_unsettled

register = template.Library()


@register.simple_tag
def unsettled_remarks(candidate: Candidate) -> int:
    """Return how many remarks on a text and its earlier rounds nobody has settled."""
    return number_unsettled(candidate)
