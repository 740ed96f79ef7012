"""Compare the roster with a feed of another system; officers decide what it proposes."""

import hashlib
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from organization.models import Unit
from organization.roster import directory, feeds, sheets
from organization.roster.types import RunState


class Command(BaseCommand):
    """Read a feed from a file or a directory server and keep what it proposes."""

    help = "Compare the roster with a feed; nothing is changed, officers decide on the proposals."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the feed, its name and how much of the roster it covers."""
        origin = parser.add_mutually_exclusive_group(required=True)
        origin.add_argument("--file", help="a .csv or .xlsx with staff number, name and unit code")
        origin.add_argument("--ldap", metavar="URI", help="ldaps:// address of a directory server")
        parser.add_argument("--source", required=True, help="the name of the system, for instance hr")
        parser.add_argument("--unit", help="code of the unit that the feed covers, with all below it")
        parser.add_argument(
            "--allow-large", action="store_true", help="propose even a very large change; look at it first"
        )
        parser.add_argument(
            "--ldap-user", default="", help="name to sign in with; password: ROSTER_LDAP_PASSWORD"
        )
        parser.add_argument("--ldap-base", default="", help="where the people stand in the directory")
        parser.add_argument("--ldap-filter", default="(objectClass=person)")
        parser.add_argument(
            "--ldap-attributes", default="employeeNumber,cn,departmentNumber", help="number,name,unit"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, and say what was found; a held feed ends with an error."""
        under = None
        if options["unit"]:
            under = Unit.objects.filter(code=options["unit"]).first()
            if under is None:
                raise CommandError(f"There is no unit with the code {options['unit']}.")
        common = {"source": options["source"], "under": under, "allow_large": options["allow_large"]}
        try:
            run = self._from_file(options, common) if options["file"] else self._from_ldap(options, common)
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{run.rows} rows, {run.known} people compared: {run.new} new, {run.changed} changed, "
            f"{run.missing} missing, {run.bad_rows} rows with an error"
        )
        for item in run.errors:
            self.stdout.write(f"row {item['row']}: {item['text']}")
        if run.state == RunState.HELD:
            raise CommandError(
                "Held as a whole: the feed would change more of the roster than was agreed. "
                "Nothing was proposed. Look at the feed; if it is right, run again with --allow-large."
            )

    def _from_file(self, options: dict[str, Any], common: dict[str, Any]) -> Any:
        path = Path(options["file"])
        with path.open("rb") as file:
            sheets.check_file(file, path.name, path.stat().st_size)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            return feeds.compare(rows=feeds.read_feed(file, path.name), sha256=sha256, **common)

    def _from_ldap(self, options: dict[str, Any], common: dict[str, Any]) -> Any:
        names = [name.strip() for name in options["ldap_attributes"].split(",")]
        connection = directory.connect(
            options["ldap"],
            user=options["ldap_user"],
            password=os.environ.get("ROSTER_LDAP_PASSWORD", ""),
        )
        rows = directory.read_directory(
            connection,
            base=options["ldap_base"],
            query=options["ldap_filter"],
            attributes=dict(zip(feeds.NEEDED, names, strict=False)),
        )
        return feeds.compare(rows=rows, **common)
