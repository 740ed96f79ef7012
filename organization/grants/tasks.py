"""What the clock does to requests for grants."""

from datetime import timedelta

from core.outbox import task
from organization.grants import services


@task("organization.expire_grant_requests", every=timedelta(minutes=10))
def expire_grant_requests() -> None:
    """Close the requests for an administrator's role that nobody answered in time."""
    services.expire_requests()
