"""What is known about the request being served, for logs and audit entries."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    """The request's id and the address it came from."""

    request_id: str = ""
    address: str = ""


_OUTSIDE = RequestContext()

current: ContextVar[RequestContext] = ContextVar("request_context", default=_OUTSIDE)
