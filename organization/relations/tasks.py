"""What the clock does to transfers, mobile members and posts."""

from datetime import timedelta

from core import clock
from core.outbox import task
from organization.relations import following, reminding


@task("organization.remind_of_relations", every=timedelta(hours=6))
def remind_of_relations() -> None:
    """Let transfers follow the tree, then remind of what is due, each thing once."""
    today = clock.today()
    following.follow_units(today)
    reminding.remind(today)
