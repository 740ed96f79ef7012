"""The events of the content app."""

from cms_pages.claims.signals import review_handed_over
from cms_pages.comments.signals import comment_decided
from cms_pages.gate.signals import (
    page_published,
    page_taken_down,
    review_approved,
    review_requested,
    review_returned,
    unapproved_found,
)
from cms_pages.vocabulary.signals import tag_changed

__all__ = [
    "comment_decided",
    "page_published",
    "page_taken_down",
    "review_approved",
    "review_handed_over",
    "review_requested",
    "review_returned",
    "tag_changed",
    "unapproved_found",
]
