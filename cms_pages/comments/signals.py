"""What comments announce; the app's `signals` module re-exports it."""

from core.events import Event

comment_decided = Event("cms_pages.comment_decided")
"""comment_id: a publisher has shown a comment or not, or taken it away."""
