"""Build the demo: `DEMO=1 manage.py create_demo`."""

import time
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.builders import steps


class Command(BaseCommand):
    """Build a small enterprise with texts, courses and a study history; a second run changes nothing."""

    help = "Build the demo: an invented enterprise with its texts, courses and four weeks of study history."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every step, one line each; refuse without DEMO=1."""
        if not settings.DEMO:
            raise CommandError(
                "This fills the database with invented people whom anybody may sign in as. "
                "It runs only with DEMO=1 in the environment; nothing was changed."
            )
        # The steps run their tasks themselves; nothing is left for a worker to do a second time.
        current_app.conf.update(broker_url="memory://localhost")
        begun = time.monotonic()
        changed = steps.run(self._report)
        if changed:
            self.stdout.write(f"The demo is ready ({time.monotonic() - begun:.1f} s).")
        else:
            self.stdout.write("The demo was already complete: nothing was changed.")

    def _report(self, done: steps.Done) -> None:
        self.stdout.write(f"  {done.name}: {done.text} ({done.seconds:.1f} s)")
        self.stdout.flush()
