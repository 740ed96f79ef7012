"""What the clock does to the tree and the grants."""

from datetime import timedelta

from core import clock
from core.outbox import task
from organization import tree
from organization.groups import sync_groups, users_out_of_step


@task("organization.follow_the_day", every=timedelta(minutes=10))
def follow_the_day() -> None:
    """Bring today's tree, names and standings in line with their dated rows, the groups with the grants."""
    today = clock.today()
    tree.lock()
    tree.refresh(on=today)
    tree.refresh_names(on=today)
    tree.refresh_standings(on=today)
    for user in users_out_of_step():
        sync_groups(user)
