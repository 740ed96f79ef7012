"""What the gate announces; the app's `signals` module re-exports it."""

from core.events import Event

page_published = Event("cms_pages.page_published")
"""page_id, revision_id, kind: a reviewed revision went live."""
page_taken_down = Event("cms_pages.page_taken_down")
"""page_id, kind: a page is no longer live."""
unapproved_found = Event("cms_pages.unapproved_found")
"""page_id: a page was live without approval and has been hidden."""
review_requested = Event("cms_pages.review_requested")
"""candidate_id, stage: a text waits for this stage."""
review_returned = Event("cms_pages.review_returned")
"""candidate_id: a text was sent back to its author."""
review_approved = Event("cms_pages.review_approved")
"""candidate_id, stage: a stage was passed."""
