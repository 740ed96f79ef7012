"""What the gate does by itself."""

from datetime import timedelta

from cms_pages.gate import schedule, services
from core.outbox import task


@task("cms_pages.publish_due", every=timedelta(minutes=1))
def publish_due() -> None:
    """Publish released texts whose hour has come and hide those past their end."""
    schedule.publish_due()


@task("cms_pages.hide_unapproved", every=timedelta(days=1), at_start=True)
def hide_unapproved() -> None:
    """Prove once a day, and when a worker starts, that all that is live was approved; hide what was not."""
    services.hide_unapproved()
