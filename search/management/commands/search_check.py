"""Compare the search index with the live pages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.services import find_drift, repair


class Command(BaseCommand):
    """`manage.py search_check [--repair]`: prints the differences; exits with 1 while there are any."""

    help = "Find differences between the search index and the live pages; --repair mends them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--repair`."""
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Report, and mend when asked."""
        drift = find_drift()
        for page_id in drift.pages:
            self.stdout.write(f"page {page_id} differs")
        if drift.total and options["repair"]:
            repair(drift)
            self.stdout.write(f"repaired {drift.total}")
            drift = find_drift()
        self.stdout.write(f"differences {drift.total}")
        if drift.total:
            raise CommandError("The index differs from the live pages; run with --repair.")
