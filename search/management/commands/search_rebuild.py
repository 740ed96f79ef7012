"""Build the search index anew."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from search.services import rebuild


class Command(BaseCommand):
    """`manage.py search_rebuild`: every live page, in one transaction."""

    help = "Build the search index anew from every live page."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how much and how fast."""
        began = time.perf_counter()
        pages = entries = 0
        for pages, entries in rebuild():
            if pages % 50 == 0:
                self.stderr.write(f"{pages} pages, {entries} entries")
        seconds = time.perf_counter() - began
        rate = entries / seconds if seconds else 0
        self.stdout.write(f"pages {pages}, entries {entries}, {seconds:.1f} s, {rate:.0f} entries/s")
