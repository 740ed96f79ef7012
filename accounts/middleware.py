"""What is asked of a request before its view: whence it comes, not over, the password not overdue."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.activity import counts_as_activity
from accounts.conf import may_administer_from
from core import http
from core.addresses import client_address
from core.clock import now

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class AdminNetworksMiddleware:
    """Open the administration only from the networks that the operator named for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request, or refuse it because of where it comes from."""
        if request.path.startswith("/admin/") and not may_administer_from(client_address(request)):
            raise PermissionDenied
        return self.get_response(request)


class SessionLimitsMiddleware:
    """End a session that is over by time; lead one whose password must change to the page for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request, or answer in its stead; a served one counts as activity where it is one."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        ending = sessions.why_over(request.session, now())
        if ending is not None:
            key = request.session.session_key
            logout(request)
            sessions.note_end(key, ending=ending)
            return self._over(request)
        if request.session.get(sessions.MUST_CHANGE) and not self._is_open(request):
            return self._change_first(request)
        response = self.get_response(request)
        if counts_as_activity(request, response):
            sessions.note_activity(request.session, now())
        return response

    def _over(self, request: HttpRequest) -> HttpResponseBase:
        text = _("Your session has timed out. Sign in again.")
        if http.wants_problem(request):
            return http.problem(401, "session_over", text)
        messages.warning(request, text)
        target = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': target})}")

    def _is_open(self, request: HttpRequest) -> bool:
        names = ("accounts:password_change", "accounts:logout", "accounts:preferences", "portal:set_language")
        return request.path in {reverse(name) for name in names} or request.path.startswith(
            (settings.STATIC_URL, "/healthz", "/readyz")
        )

    def _change_first(self, request: HttpRequest) -> HttpResponseBase:
        if http.wants_problem(request):
            text = _("Change your password first.")
            return http.problem(403, "password_change_required", text)
        return HttpResponseRedirect(reverse("accounts:password_change"))
