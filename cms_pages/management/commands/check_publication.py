"""Prove that everything live passed the gate."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms_pages.gate import files, queries, services
from cms_pages.gate.triggers import missing_triggers as missing_of_gate
from core.append_only import missing_triggers


class Command(BaseCommand):
    """Print each live page that no release allows or whose text is not the approved one; fail if any."""

    help = "Prove that everything live passed the gate; run it after an import, a restore, and nightly."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the option to hide what is found."""
        parser.add_argument("--take-down", action="store_true", help="hide what is live without approval")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the invariant's query, then compare each live text and file with its approved digest."""
        unapproved = queries.unapproved_live_objects()
        changed = queries.changed_live_texts()
        scheduled = queries.unapproved_schedules()
        altered = files.changed_files()
        triggers = missing_triggers() + missing_of_gate()
        for page in unapproved:
            self.stdout.write(f"live without approval: page {page.page_id} {page.title}")
        for page in changed:
            self.stdout.write(f"live text differs from the approved one: page {page.page_id} {page.title}")
        for page in scheduled:
            self.stdout.write(f"scheduled without approval: page {page.page_id} {page.title}")
        for file in altered:
            self.stdout.write(
                f"file differs from the approved one: {file.kind} {file.pk} of page {file.page_id}"
            )
        for name in triggers:
            self.stdout.write(f"trigger is missing: {name}")
        findings = len(unapproved) + len(changed) + len(scheduled) + len(altered) + len(triggers)
        if options["take_down"]:
            for page in services.hide_unapproved():
                self.stdout.write(f"taken down: page {page.page_id} {page.title}")
        if findings:
            raise CommandError(f"{findings} findings")
        self.stdout.write("Everything live was approved as it stands.")
