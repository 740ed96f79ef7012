"""`manage.py revoke_tokens USERNAME`: withdraw every API token of an account at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services import revoke_tokens_of


class Command(BaseCommand):
    """Withdraw the tokens of an account."""

    help = "Withdraw every API token of an account at once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the owner."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Withdraw them and say how many there were."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no account named {options['username']}.")
        self.stdout.write(f"{revoke_tokens_of(user=user)} tokens withdrawn.")
