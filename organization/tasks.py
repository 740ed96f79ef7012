"""What the clock does to the tree and the grants."""

from datetime import timedelta

from accounts.models import User
from core import clock
from core.outbox import task
from organization import tree
from organization.groups import group_name, sync_groups


@task("organization.follow_the_day", every=timedelta(minutes=10))
def follow_the_day() -> None:
    """Bring today's tree in line with its dated edges, and the role groups with the dated grants."""
    tree.lock()
    tree.refresh(on=clock.today())
    concerned = User.objects.filter(groups__name__startswith=group_name("")) | User.objects.filter(
        grants__withdrawn_at=None, grants__isnull=False
    )
    for user in concerned.distinct():
        sync_groups(user)
