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

transfer_changed = Event("organization.transfer_changed")
"""A transfer of an organization relation went a step on; payload: `transfer_id`, `sequence`."""
letter_due = Event("organization.letter_due")
"""A letter of introduction ends soon or has ended; payload: `transfer_id`, `why`, `due`."""
relation_moved = Event("organization.relation_moved")
"""An organization relation was received; payload: `person_id`, `from_unit_id`, `to_unit_id`, `on`."""
mobile_changed = Event("organization.mobile_changed")
"""A mobile member was registered, contacted or has returned; payload: `stay_id`."""
mobile_due = Event("organization.mobile_due")
"""A contact or return is due, or a transfer advised; payload: `stay_id`, `why`, `due`."""
post_ends_soon = Event("organization.post_ends_soon")
"""A post ends soon, or has ended and nobody follows; payload: `post_id`, `why`, `due`."""
relation_settled = Event("organization.relation_settled")
"""The ground of one of these reminders has gone; payload: `subject`, `why`, `due`."""

code_printed = Event("organization.code_printed")
"""A one-time code was confirmed and printed; payload: `code_id`."""
