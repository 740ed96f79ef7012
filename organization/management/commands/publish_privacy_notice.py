"""Publish a version of the privacy notice; everybody is asked to accept it at their next page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from organization.profiles import privacy


class Command(BaseCommand):
    """Publish the notice that comes with the product, or texts of your own."""

    help = "Publish a version of the privacy notice (default: the text that comes with the product, as 1.0)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the version, the texts and what changed."""
        parser.add_argument("--version-name", default="1.0")
        parser.add_argument("--zh", type=Path, default=privacy.OWN_TEXTS / "zh.md", help="text in Chinese")
        parser.add_argument("--en", type=Path, default=privacy.OWN_TEXTS / "en.md", help="text in English")
        parser.add_argument("--changes-zh", default="")
        parser.add_argument("--changes-en", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, or say what is wrong."""
        try:
            notice = privacy.publish_notice(
                version=options["version_name"],
                text_zh=options["zh"].read_text(encoding="utf-8"),
                text_en=options["en"].read_text(encoding="utf-8"),
                changes_zh=options["changes_zh"],
                changes_en=options["changes_en"],
                by=None,
            )
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The text cannot be read: {error}") from error
        except DomainError as error:
            wrong = "; ".join(f"{name}: {text}" for name, text in error.fields.items())
            raise CommandError(f"{error} {wrong}") from error
        self.stdout.write(f"Published the privacy notice {notice.version}.")
