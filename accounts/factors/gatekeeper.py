"""A signed-in user whose role demands a second factor and who has none reaches nothing but its enrollment."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.factors.queries import lacks_factor_lately
from accounts.models import User
from core import http

GetResponse = Callable[[HttpRequest], HttpResponseBase]

OPEN_NAMES = (
    "accounts:factors",
    "accounts:totp",
    "accounts:passkey",
    "accounts:prove",
    "accounts:password_change",
    "accounts:logout",
    "accounts:preferences",
    "portal:set_language",
    "healthz",
    "readyz",
)


class FactorMiddleware:
    """Lead whoever lacks a demanded factor to its enrollment: pages, forms and the API of the session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request, or answer in its stead."""
        if not self._lacks(request) or self._is_open(request):
            return self.get_response(request)
        text = _("Your role demands a second factor. Set one up first.")
        if http.wants_problem(request):
            return http.problem(403, "factor_required", text)
        messages.warning(request, text)
        return HttpResponseRedirect(reverse("accounts:factors"))

    def _lacks(self, request: HttpRequest) -> bool:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return False
        return isinstance(request.user, User) and lacks_factor_lately(request.user)

    def _is_open(self, request: HttpRequest) -> bool:
        path = request.path
        return path.startswith(settings.STATIC_URL) or path in {reverse(name) for name in OPEN_NAMES}
