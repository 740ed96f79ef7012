"""Lists are checked and entered by a worker; each task may run twice."""

from datetime import timedelta
from uuid import UUID

from core.outbox import task
from organization.roster import importing


@task("organization.roster_check_import", is_long=True)
def check_import(job_id: str) -> None:
    """Check an uploaded list."""
    importing.check(UUID(job_id))


@task("organization.roster_apply_import", is_long=True)
def apply_import(job_id: str) -> None:
    """Enter a confirmed list."""
    importing.apply(UUID(job_id))


@task("organization.roster_put_away", every=timedelta(hours=1))
def put_away() -> None:
    """Discard lists that nobody decided."""
    importing.put_away()
