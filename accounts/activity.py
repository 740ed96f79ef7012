"""Which requests show that somebody is there."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_FLAG = "_is_background"


def mark_as_background(request: Any) -> None:
    """Say that this request came by itself: a poll, or a heartbeat of a page that nobody looks at."""
    setattr(request, _FLAG, True)


def counts_as_activity(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether a request shows a person at work: served, not refused, not sent by a timer."""
    return response.status_code < 400 and not getattr(request, _FLAG, False)
