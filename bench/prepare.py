"""Fill the bench's database once: migrations, the demo, the collection of regulations."""

import time
from pathlib import Path

from django.core.management import call_command

from cms_pages.models import RegulationPage
from core import outbox


def fill(*, collection: Path) -> None:
    """Migrate, build the demo, and import, review and index the collection where it is there."""
    started = time.monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("create_demo")
    if not (collection / "manifest.json").exists():
        print(f"no collection of regulations at {collection}: the demo's own rules only")
    elif RegulationPage.objects.filter(live=True).count() < 100:
        _import(collection)
    outbox.drain()
    print(f"prepared in {time.monotonic() - started:.0f} s")


def _import(collection: Path) -> None:
    call_command("import_regulations", str(collection))
    for command in REVIEW:
        started = time.monotonic()
        call_command(*command)
        print(f"{' '.join(command)}: {time.monotonic() - started:.0f} s")


REVIEW: list[list[str]] = []
"""The commands that take the imported batch through its stages."""
