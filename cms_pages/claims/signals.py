"""What claims announce."""

from core.events import Event

review_handed_over = Event("cms_pages.review_handed_over")
"""claim_id: somebody was handed a stage of a text."""
