"""Signing in with a one-time code in the place of the password; the limits of sign-in count it alike."""

from typing import Any, ClassVar

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.types import SignInMethod
from organization.codes import services


class OneTimeCodeBackend(BaseBackend):
    """Knows a user by the name and a printed code that has not been used."""

    method: ClassVar = SignInMethod.CODE
    """How a session is begun that this backend opens."""

    def authenticate(
        self, request: HttpRequest | None, username: Any = None, password: Any = None, **more: Any
    ) -> User | None:
        """Return the user and use the code up, or nothing."""
        if not username or not isinstance(password, str) or not services.looks_like_code(password):
            return None
        user = User.objects.filter(username__iexact=str(username).strip(), is_active=True).first()
        if user is None or not services.use_code(user=user, typed=password):
            return None
        return user

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session."""
        return User.objects.filter(pk=user_id, is_active=True).first()
