"""`manage.py createsuperuser`: refused in production, where rights come from grants alone."""

from typing import Any

from django.conf import settings
from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError


class Command(createsuperuser.Command):
    """Create a superuser while developing; its flag gives nothing in this product."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Refuse in production and say what to use instead."""
        if not settings.DEBUG:
            raise CommandError("No account is a superuser here; use create_admin, or recover_admin.")
        return super().handle(*args, **options)
