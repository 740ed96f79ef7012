"""Fill the bench's database once: migrations, the demo, the collection of regulations."""

import resource
import time
from pathlib import Path

from django.core.management import call_command

from cms_pages.models import Batch, RegulationPage
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
    _timed("import_regulations", str(collection))
    _timed("review_batch", "submit", "regulations", "--by", EDITOR)
    batch = Batch.objects.latest("pk")
    for stage, reviewer in REVIEWERS.items():
        _timed("review_batch", "approve", str(batch.pk), "--stage", stage, "--by", reviewer)
    started = time.monotonic()
    outbox.drain()
    print(f"index of what was published: {time.monotonic() - started:.0f} s")


def _timed(*command: str) -> None:
    started = time.monotonic()
    call_command(*command)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{' '.join(command)}: {time.monotonic() - started:.0f} s, at most {memory} MiB")


EDITOR = "shen.zhibai"
REVIEWERS = {"first": "gu.xingjian", "second": "qin.muye", "final": "pei.jingxing"}
"""The demo's people who take the collection through its stages."""
