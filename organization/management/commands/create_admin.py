"""`manage.py create_admin`: create the first accounts: a system and a security administrator, two people."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.services import create_user
from core.errors import DomainError
from organization.authority import users_allowed
from organization.grants.recovery import IssuedCode, issue_codes
from organization.grants.services import grant_role
from organization.groups import ensure_role_groups
from organization.types import Role, Subject, Verb

SYSTEM = ("system", Role.SYSTEM_ADMIN, "system administrator")
SECURITY = ("security", Role.SECURITY_ADMIN, "security administrator")


class Command(BaseCommand):
    """Create the first two administrators and the codes of recovery; asks for what is not given."""

    help = (
        "Create the first two accounts: the system administrator, who keeps accounts and settings, and the "
        "security administrator, who grants roles. They are two people: neither can do the other's work, "
        "and every further administrator is asked for by one and confirmed by the other. Prints two "
        "recovery codes, one for each to keep on paper. Asks for what is not given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the accounts; a password is read from standard input or asked for, never an argument."""
        parser.add_argument("--username", help="the system administrator's user name")
        parser.add_argument("--name", help="the system administrator's name")
        parser.add_argument("--security-username", help="the security administrator's user name")
        parser.add_argument("--security-name", help="the security administrator's name")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the system administrator's password from the input, then the security administrator's",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create both accounts with their grants, or nothing."""
        if users_allowed(Verb.MANAGE, Subject.ADMINISTRATORS).exists():
            raise CommandError("There is an administrator already; administrators grant the roles.")
        asked = [
            (SYSTEM, options["username"], options["name"]),
            (SECURITY, options["security_username"], options["security_name"]),
        ]
        try:
            with transaction.atomic():
                ensure_role_groups()
                made = [
                    self._create(sort, username, name, options["password_stdin"])
                    for sort, username, name in asked
                ]
                codes = issue_codes(holders=[user.username for user in made])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        for user, (_key, _role, words) in zip(made, (SYSTEM, SECURITY), strict=True):
            self.stdout.write(f"{user.username} is the {words}.")
        self.stdout.write("These are two people: give each password and each code to its own person.")
        self._print(codes)

    def _create(
        self, sort: tuple[str, Role, str], username: str | None, name: str | None, from_input: bool
    ) -> User:
        _key, role, words = sort
        username = username or input(f"User name of the {words}: ").strip()
        name = name or input(f"Name of the {words}: ").strip()
        password = input() if from_input else self._ask_password(words)
        validate_password(password, User(username=username, first_name=name))
        user = create_user(username=username, name=name, password=password)
        grant_role(user=user, role=role, unit=None, by=None)
        return user

    def _print(self, codes: list[IssuedCode]) -> None:
        self.stdout.write("Recovery codes, shown only now; print them, and keep them apart and locked up:")
        for item in codes:
            self.stdout.write(f"  {item.holder}: {item.code}")

    def _ask_password(self, words: str) -> str:
        password = getpass.getpass(f"Password of the {words}: ")
        if getpass.getpass("Password again: ") != password:
            raise CommandError("The two passwords differ.")
        return password
