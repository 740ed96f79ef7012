"""What is done about personal data outside requests: exports, and what has run out."""

from datetime import timedelta
from typing import Any

from core.outbox import task
from organization.profiles import closing, exporting
from organization.signals import export_part_due


@task("organization.make_export_part", on=[export_part_due])
def make_export_part(*, export_id: str, part: int, **more: Any) -> None:
    """Make the next part of a personal export."""
    exporting.make_part(export_id, part)


@task("organization.remove_old_exports", every=timedelta(hours=1))
def remove_old_exports() -> None:
    """Remove personal exports whose days are over."""
    exporting.remove_old_files()


@task("organization.apply_retention", every=timedelta(hours=12))
def apply_retention() -> None:
    """Remove the rows whose days are over, and make closed accounts anonymous whose time has run out."""
    closing.remove_run_out()
    closing.anonymize_run_out()
