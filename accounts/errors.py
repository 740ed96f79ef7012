"""Errors of the accounts app."""

from core.errors import DomainError


class NotSignedIn(DomainError):
    """The request proves for nobody: no session, or a token that does not count."""

    code = "not_signed_in"
    status = 401
