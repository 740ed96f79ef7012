"""LDAP: the password is the directory's, the account is ours. Needs the extra `ldap`."""

from typing import Any

from django.conf import settings

from accounts.models import User

try:
    from django_auth_ldap.backend import LDAPBackend as _Base
except ImportError:  # the extra is not installed: `config.env.ldap` says so when LDAP_URI is set
    _Base = object


class DirectoryBackend(_Base):
    """Signs in an existing account whose user name the directory knows and whose password it accepts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if _Base is object:
            raise ImportError("django-auth-ldap is not installed: pip install 'zhixing[ldap]'.")
        super().__init__(*args, **kwargs)

    def get_or_build_user(self, username: str, ldap_user: Any) -> tuple[User, bool]:
        """Return the account of this name; one that does not exist is not made."""
        found = User.objects.filter(username__iexact=username, is_active=True).first()
        if found is None:
            return User(username=username, is_active=False), True
        return found, False

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **more: Any
    ) -> Any:
        """Return the account, or nothing; an administrator's flag is never a reason to let one in."""
        if not username or not password:
            return None
        user = super().authenticate(request, username=username, password=password, **more)
        if user is None or user.pk is None or not user.is_active:
            return None
        if user.is_superuser and not getattr(settings, "DEBUG", False):
            return None
        return user
