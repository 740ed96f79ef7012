"""What the clock does to terms."""

from datetime import timedelta

from core.outbox import task
from organization.units import terms


@task("organization.remind_of_terms", every=timedelta(hours=6))
def remind_of_terms() -> None:
    """Tell once of each committee whose term ends soon."""
    terms.remind_of_ends()
