"""What the organization app tells the apps above it."""

from core.events import Event

grant_changed = Event("organization.grant_changed")
"""A user's grants changed (given, withdrawn, ended with a post); payload: `user_id`."""

step_due = Event("organization.step_due")
"""A step of a development case is due or can be taken; payload: `case_id`, `step`, `why`, `due`."""
step_recorded = Event("organization.step_recorded")
"""A development case went on, was corrected, moved or closed; payload: `case_id`."""

correction_asked = Event("organization.correction_asked")
"""A person asked for a correction of their data; payload: `request_id`."""
correction_decided = Event("organization.correction_decided")
"""A correction request was accepted, declined or withdrawn; payload: `request_id`."""
closing_asked = Event("organization.closing_asked")
"""A user asked that their account be closed; payload: `request_id`."""
closing_decided = Event("organization.closing_decided")
"""A request to close an account was accepted, declined or withdrawn; payload: `request_id`."""
export_part_due = Event("organization.export_part_due")
"""The next part of a personal export waits to be made; payload: `export_id`, `part`."""
export_ready = Event("organization.export_ready")
"""A personal export can be fetched; payload: `export_id`."""

unit_reorganized = Event("organization.unit_reorganized")
"""A unit was merged, split or dissolved; payload: `unit_id`, `successor_ids`, `kind`, `day`."""
committee_ends_soon = Event("organization.committee_ends_soon")
"""The term of a committee ends soon; payload: `committee_id`, `planned_end`."""
committee_changed = Event("organization.committee_changed")
"""A committee was elected, extended or ended; payload: `committee_id`."""
