"""What happens when a review workflow finishes. Imported while models load, so it imports inside."""

from typing import Any


def finish_workflow(workflow_state: Any, user: Any = None) -> None:
    """Release exactly the approved revision; the name stands in WAGTAIL_FINISH_WORKFLOW_ACTION."""
    from cms_pages.gate.services import release

    release(workflow_state, by=user)
