"""What claims do by themselves."""

from datetime import timedelta

from cms_pages.claims import services
from core.outbox import task


@task("cms_pages.free_overdue_claims", every=timedelta(hours=1))
def free_overdue_claims() -> None:
    """Open overdue stages to every reviewer again."""
    services.free_overdue()
