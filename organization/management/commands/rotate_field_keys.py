"""Encrypt every encrypted field again with the first key of `FIELD_KEYS`, in batches."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.keys import CannotDecrypt
from organization.profiles.rotation import rotate


class Command(BaseCommand):
    """Encrypt again what an older key had encrypted; can be stopped and run again at any time."""

    help = "Encrypt personal fields again with the first key of FIELD_KEYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the size of a batch."""
        parser.add_argument("--batch", type=int, default=500, help="rows in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through every table with encrypted fields and say how many rows were written."""
        if options["batch"] < 1:
            raise CommandError("--batch must be at least 1.")
        try:
            for table, count in rotate(batch=options["batch"]):
                self.stdout.write(f"{table}: {count} rows encrypted again.")
        except CannotDecrypt as error:
            raise CommandError(f"{error} Put the old key behind the new one in FIELD_KEYS.") from error
