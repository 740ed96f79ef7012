"""`manage.py issue_token USERNAME --scope content:read`: issue an API token and print its secret once."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services import create_token
from accounts.types import TOKEN_DAYS, Scope
from core.clock import now
from core.errors import DomainError


class Command(BaseCommand):
    """Issue a token for a program that acts for an account."""

    help = "Issue an API token for an account and print its secret, which is shown only once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the owner, the scopes and how long the token is valid."""
        parser.add_argument("username")
        parser.add_argument("--name", default="command line")
        parser.add_argument("--scope", action="append", choices=Scope.values, required=True)
        parser.add_argument("--days", type=int, default=TOKEN_DAYS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue it, or say why not."""
        owner = User.objects.filter(username=options["username"]).first()
        if owner is None:
            raise CommandError(f"There is no account named {options['username']}.")
        try:
            token, secret = create_token(
                owner=owner,
                name=options["name"],
                scopes=options["scope"],
                expires_at=now() + timedelta(days=options["days"]),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(
            f"{token} is valid until {token.expires_at:%Y-%m-%d}; the secret is shown only now."
        )
        self.stdout.write(secret)
