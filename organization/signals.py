"""What the organization app tells the apps above it."""

from core.events import Event

grant_changed = Event("organization.grant_changed")
"""A user's grants changed (given, withdrawn, ended with a post); payload: `user_id`."""
