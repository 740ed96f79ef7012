"""Wagtail's API v3 behind our own door: read only, and only for our tokens.

Wagtail shows every live page, image and document to anybody there, and knows tokens of its own. So
each address asks first for a token of ours with `content:read` whose owner works at the editorial
desk; whoever only reads uses `/api/v1/`, which knows what each reader may see.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from wagtail.api.v3.api import api
from wagtail.api.v3.auth import BearerTokenAuth

from accounts.http import TokenAuth, require_scope
from accounts.models import ApiToken
from accounts.types import Scope
from core.errors import Refused
from core.http import domain_problem, problem

DOOR = "wagtailadmin.access_admin"
_SAFE = ("GET", "HEAD", "OPTIONS")

View = Callable[..., HttpResponseBase]


def guarded_urls() -> tuple[list[Any], str, str]:
    """Return what `path("api/wagtail/v3/", …)` mounts."""
    # Wagtail's routers hold instances of this class: its method is the one place to change.
    BearerTokenAuth.authenticate = _admit
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if not getattr(pattern.callback, "is_guarded", False):
            pattern.callback = _guard(pattern.callback)
    return patterns, app_name, namespace


def _guard(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in _SAFE:
            refused = problem(405, "read_only", _("This API can only be read."))
            refused["Allow"] = ", ".join(_SAFE)
            return refused
        try:
            token = TokenAuth()(request)
        except AuthenticationError:
            token = None
        if token is None:
            response = problem(401, "not_signed_in", _("Sign in, or send a valid token."))
            response["WWW-Authenticate"] = "Bearer"
            return response
        request.auth = token  # type: ignore[attr-defined]
        try:
            require_scope(request, Scope.CONTENT_READ)
            if not token.owner.has_perm(DOOR):
                raise Refused(_("This API is for the editorial desk."))
        except Refused as error:
            return domain_problem(error)
        return view(request, *args, **kwargs)

    guarded.is_guarded = True  # type: ignore[attr-defined]
    return guarded


def _admit(self: BearerTokenAuth, request: HttpRequest, token: str) -> ApiToken | None:
    admitted = getattr(request, "auth", None)
    if isinstance(admitted, ApiToken):
        request.user = admitted.owner
        return admitted
    return None
