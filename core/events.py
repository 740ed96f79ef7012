"""Events: how news travels from a lower app to a higher one without an import upward.

The lower app declares `Event("app.something_happened")` in its `signals.py` and sends it inside the
transaction that makes it true. Each subscribed task gets one row of the outbox in that same
transaction, so an event is neither lost nor told of a change that was rolled back.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.outbox import OutboxTask


@dataclass(eq=False)
class Event:
    """A named piece of news; its payload holds only ids and plain JSON values."""

    name: str
    subscribers: "list[OutboxTask]" = field(default_factory=list)

    def send(self, **payload: object) -> None:
        """Enqueue every subscriber with this payload; must be called inside a transaction."""
        from core import outbox

        for task in self.subscribers:
            outbox.enqueue(task, **payload)
