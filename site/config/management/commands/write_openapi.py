"""Write the API's OpenAPI document to a file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from config.api import api


class Command(BaseCommand):
    """Write the document, sorted, so that a change of the API shows as a small difference."""

    help = "Write the API's OpenAPI document to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file's path."""
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Write the file, with its folder."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True, default=str)
        path.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{path}: {len(api.get_openapi_schema()['paths'])} paths")
