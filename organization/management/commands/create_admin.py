"""`manage.py create_admin`: create the first account, which holds the role of system administrator."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.services import create_user
from core import clock
from core.errors import DomainError
from organization.groups import ensure_role_groups
from organization.models import Grant
from organization.services import grant_role
from organization.types import Role


class Command(BaseCommand):
    """Create the first system administrator; asks for what is not given."""

    help = "Create the first account, with the role of system administrator. Asks for what is not given."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account; the password is read from standard input or asked for, never an argument."""
        parser.add_argument("--username")
        parser.add_argument("--name")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from the input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the account with its grant, or nothing."""
        today = clock.today()
        if Grant.objects.effective(today, today).filter(role=Role.SYSTEM_ADMIN).exists():
            raise CommandError("There is a system administrator already; that person grants the roles.")
        username = options["username"] or input("User name: ").strip()
        name = options["name"] or input("Name: ").strip()
        password = input() if options["password_stdin"] else self._ask_password()
        try:
            validate_password(password, User(username=username, first_name=name))
            with transaction.atomic():
                user = create_user(username=username, name=name, password=password)
                ensure_role_groups()
                grant_role(user=user, role=Role.SYSTEM_ADMIN, unit=None, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{username} is the system administrator.")

    def _ask_password(self) -> str:
        password = getpass.getpass("Password: ")
        if getpass.getpass("Password again: ") != password:
            raise CommandError("The two passwords differ.")
        return password
