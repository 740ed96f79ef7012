"""What the vocabulary announces; the app's `signals` module re-exports it."""

from core.events import Event

tag_changed = Event("cms_pages.tag_changed")
"""tag_id: a tag is called otherwise, or another was merged into it."""
