"""How a request to the API proves who it is for: a bearer token, or the session with its CSRF token.

Use `auth=AUTH` where a user is needed and `auth=OPEN_AUTH` where anybody may read. A token that is
wrong, expired or withdrawn is always refused: it never turns into an anonymous or a session request.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer
from ninja.security import SessionAuth as NinjaSessionAuth
from ninja.security.http import HttpAuthBase

from accounts.errors import NotSignedIn
from accounts.models import ApiToken, User
from accounts.services import find_token
from core.errors import Refused


class TokenAuth(HttpBearer):
    """Take the user from `Authorization: Bearer zx_…`; `request.auth` becomes the token."""

    def __call__(self, request: HttpRequest) -> ApiToken | None:
        """Return the token, nothing when none was sent, or refuse."""
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _separator, secret = header.partition(" ")
        if scheme.lower() != "bearer":
            raise AuthenticationError
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """Return the token of this secret and act for its owner from here on."""
        request.user = AnonymousUser()
        found = find_token(token)
        if found is None:
            raise AuthenticationError
        request.user = found.owner
        return found


class SessionAuth(NinjaSessionAuth):
    """Take the user from the session; a mutating request must carry the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the signed-in user, or nothing."""
        return request.user if request.user.is_authenticated and request.user.is_active else None


class Anonymous(HttpAuthBase):
    """Let a request without any proof pass as nobody; stands last in the list."""

    openapi_scheme = "none"

    def __call__(self, request: HttpRequest) -> AnonymousUser:
        """Return nobody."""
        request.user = AnonymousUser()
        return _NOBODY


class _Nobody(AnonymousUser):
    def __bool__(self) -> bool:
        return True


_NOBODY = _Nobody()

AUTH = [TokenAuth(), SessionAuth()]
OPEN_AUTH = [TokenAuth(), SessionAuth(), Anonymous()]


def require_scope(request: HttpRequest, scope: str) -> None:
    """Refuse a token that was not issued for this scope; a session may do what its user may."""
    token = getattr(request, "auth", None)
    if isinstance(token, ApiToken) and not token.permits(scope):
        raise Refused(_("This token was not issued for this."), scope=scope)


def require_user(request: HttpRequest) -> User:
    """Return the signed-in user; raise NotSignedIn when there is none."""
    if not isinstance(request.user, User):
        raise NotSignedIn(_("Sign in first."))
    return request.user
