"""What this room does when somebody signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.factors.steps import note_proof


@receiver(user_logged_in, dispatch_uid="accounts.factors.proved")
def remember_proof(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    """A sign-in is a proof of who one is, for the 15 minutes in which one may change factors."""
    if request is not None and hasattr(request, "session"):
        note_proof(request)
