"""`manage.py recover_admin`: let two people with their codes open the administration again."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from core.errors import DomainError
from organization.grants.recovery import issue_codes, recover
from organization.types import Role


class Command(BaseCommand):
    """Recover an administrator when nobody can sign in; works from the console, two people are needed."""

    help = (
        "Open an account again as administrator of the whole system, with a new password. Two people who "
        "hold a recovery code each type theirs; both codes are then used up and new ones are printed. "
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account and the holders; codes and password are asked for, never arguments."""
        parser.add_argument("--username", required=True, help="the account to open")
        parser.add_argument(
            "--role", choices=[Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN], default="system_admin"
        )
        parser.add_argument("--holder", action="append", default=[], help="who gives a code; given twice")
        parser.add_argument("--stdin", action="store_true", help="read both codes and the password as lines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Recover the account, or change nothing."""
        holders = options["holder"]
        if len(holders) != 2:
            raise CommandError("Name the two people who give their codes: --holder A --holder B.")
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("There is no such account.")
        read = input if options["stdin"] else getpass.getpass
        codes = [(holder, read(f"Code of {holder}: ")) for holder in holders]
        password = read(f"New password of {user.username}: ")
        try:
            validate_password(password, user)
            recover(codes=codes, user=user, password=password, role=options["role"])
            fresh = issue_codes(holders=holders)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.username} is administrator again. New codes, shown only now:")
        for item in fresh:
            self.stdout.write(f"  {item.holder}: {item.code}")
