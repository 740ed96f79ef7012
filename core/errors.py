"""Errors of the domain: each has a stable code, an HTTP status and a message for the user."""

from collections.abc import Mapping


class DomainError(Exception):
    """A rule of the domain refuses the request; `message` is a translated sentence for the user.

    `fields` names the inputs that are wrong, each with its own sentence; `context` goes into the
    API's problem document as extra members and must hold only JSON values.
    """

    code = "domain_error"
    status = 400

    def __init__(
        self, message: object = "", *, fields: Mapping[str, object] | None = None, **context: object
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.fields = {name: str(text) for name, text in (fields or {}).items()}
        self.context = context

    def __str__(self) -> str:
        return str(self.message)


class Invalid(DomainError):
    """The input breaks a rule that the user can mend."""

    code = "invalid"
    status = 422


class Refused(DomainError):
    """The user may not do this."""

    code = "refused"
    status = 403


class NotFound(DomainError):
    """There is no such thing for this user."""

    code = "not_found"
    status = 404


class Conflict(DomainError):
    """The thing has changed, or is not in a state that allows this."""

    code = "conflict"
    status = 409


class TooSoon(DomainError):
    """The request came before its time or too often."""

    code = "too_soon"
    status = 429
