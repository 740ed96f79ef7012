"""What the clock does to cases of member development."""

from datetime import timedelta

from core import clock
from core.outbox import task
from organization.development import reminding


@task("organization.remind_of_steps", every=timedelta(hours=6))
def remind_of_steps() -> None:
    """Let cases follow people who have moved, then remind of what is due, each thing once."""
    today = clock.today()
    reminding.follow_moves(today)
    reminding.remind(today)
