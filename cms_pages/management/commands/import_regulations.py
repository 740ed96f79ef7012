"""Import a folder of regulations as drafts: `manage.py import_regulations PATH`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from accounts.models import User
from accounts.services import create_user, deactivate_user
from cms_pages.gate import services
from cms_pages.gate.types import Audience
from cms_pages.models import RegulationIndexPage
from cms_pages.regulations import importing
from cms_pages.regulations.services import Saved, save_regulation
from core.errors import DomainError

IMPORTER = "importer"


class Command(BaseCommand):
    """Read each document, report it, and save it as a draft that waits for review."""

    help = "Import regulations (Markdown or text, with or without manifest.json) as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("path", type=Path, help="a folder with manifest.json, any folder, or one file")
        parser.add_argument("--by", metavar="USERNAME", help="who has written the drafts")
        parser.add_argument("--column", default="regulations", metavar="SLUG", help="the library's address")
        parser.add_argument("--audience", choices=Audience.values, default=Audience.INTERNAL.value)
        parser.add_argument("--strict", action="store_true", help="fail when any document failed")

    def handle(self, *, path: Path, by: str | None, column: str, strict: bool, **options: Any) -> None:
        """Import every document; the last line counts them."""
        author = _author(by)
        library = RegulationIndexPage.objects.filter(slug=column).first()
        if library is None:
            raise CommandError(f"There is no regulation library named {column!r}; run migrate first.")
        try:
            entries = importing.find_entries(path)
        except DomainError as error:
            raise CommandError(str(error)) from error
        exact = failed = 0
        for number, entry in enumerate(entries, start=1):
            place = f"[{number}/{len(entries)}]"
            try:
                saved = _import(entry, library.pk, author, options["audience"])
            except (DomainError, DatabaseError, ValueError) as error:
                failed += 1
                self.stdout.write(f"{place} failed     {entry.name}: {error}")
                continue
            is_exact = importing.articles_are_exact(entry, saved.document)
            exact += is_exact
            self.stdout.write(f"{place} {saved.outcome:<10} {entry.name}: {_counted(entry, saved, is_exact)}")
        if failed:
            self.stdout.write(f"failed {failed}")
        hidden = services.hide_unapproved()  # an import makes drafts only; this proves it
        if hidden:
            self.stdout.write(f"taken down, live without approval: {len(hidden)}")
        total = len(entries)
        self.stdout.write(f"documents {total}, exact article counts {exact} ({100 * exact / total:.1f} %)")
        if failed and strict:
            raise CommandError(f"{failed} of {total} documents could not be imported.")


@transaction.atomic
def _import(entry: importing.Entry, library_id: int, author: User, audience: str) -> Saved:
    source = importing.read_source(entry)
    details = importing.complete(entry.details, source, audience=audience)
    return save_regulation(
        column=RegulationIndexPage.objects.get(pk=library_id), source=source, details=details, by=author
    )


def _counted(entry: importing.Entry, saved: Saved, is_exact: bool) -> str:
    document = saved.document
    words = f"{len(document.articles())} articles"
    if entry.articles is not None and not is_exact:
        words += f", the manifest says {entry.articles}"
    noted = [f"line {remark.line} {remark.code}: {remark.text}" for remark in document.remarks]
    return f"{words} ({'; '.join(noted[:6])}{' …' if len(noted) > 6 else ''})" if noted else words


def _author(username: str | None) -> User:
    """Return the named user, or the account that stands for imports and cannot sign in."""
    found = User.objects.filter(username=username or IMPORTER).first()
    if found is not None:
        return found
    if username:
        raise CommandError(f"There is no user {username!r}.")
    return deactivate_user(user=create_user(username=IMPORTER, name="法规导入"), by=None)
