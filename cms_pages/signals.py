"""The events of the content app."""

from cms_pages.claims.signals import review_handed_over
from cms_pages.gate.signals import (
    page_published,
    page_taken_down,
    review_approved,
    review_requested,
    review_returned,
    unapproved_found,
)

__all__ = [
    "page_published",
    "page_taken_down",
    "review_approved",
    "review_handed_over",
    "review_requested",
    "review_returned",
    "unapproved_found",
]
