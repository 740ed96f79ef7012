"""Wagtail's API v3 with its writing routes open, which the product keeps shut: for tests that knock there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db import transaction
from django.test import Client

from accounts import wagtail_api
from accounts.models import User
from accounts.services import create_token

_WRITING = ("GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE")


class Undone(Exception):
    """The server failed, so its transaction is rolled back."""


@contextmanager
def open_writing_routes() -> Iterator[None]:
    """Let the methods that write through to Wagtail's views."""
    with mock.patch.object(wagtail_api, "_SAFE", _WRITING):
        yield


def write(user: User, method: str, path: str, data: dict[str, Any] | None = None) -> int:
    """Send a request of this user to an address below the API; return the status of the answer."""
    _token, secret = create_token(owner=user, name="写", scopes=["content:read", "content:write"])
    client = Client(raise_request_exception=False)
    status = 500
    try:
        with open_writing_routes(), transaction.atomic():
            response = client.generic(
                method,
                f"/api/wagtail/v3/{path}",
                data=json.dumps(data or {}),
                content_type="application/json",
                headers={"Authorization": f"Bearer {secret}"},
            )
            status = response.status_code
            if status >= 400:
                raise Undone
    except Undone:
        pass
    return status
