"""A signed-in user who has not accepted the privacy notice in force meets it before any other page."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from accounts.models import User
from organization.profiles import privacy

GetResponse = Callable[[HttpRequest], HttpResponseBase]

OPEN_PREFIXES = (
    "/api/",
    "/accounts/",
    "/files/",
    "/static/",
    "/healthz",
    "/readyz",
    "/language/",
    "/organization/privacy/",
    "/learning/attempts/",  # a running exam is never interrupted
)
_ACCEPTED = "privacy_accepted"


class PrivacyNoticeMiddleware:
    """Send page requests to the notice until its version in force is accepted; programs are left alone.

    Nothing is asked of anybody while no notice has been published. The session remembers the accepted
    version, so that a page costs no query for it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request, or send it to the notice."""
        if _is_page(request) and isinstance(request.user, User) and not _has_accepted(request, request.user):
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('organization:privacy')}?{query}")
        return self.get_response(request)


def _is_page(request: HttpRequest) -> bool:
    """Return whether a person asked for a page, as against a script, a picture or a part of a page."""
    if request.method not in {"GET", "HEAD"} or request.path.startswith(OPEN_PREFIXES):
        return False
    accepted = request.headers.get("Accept", "text/html")
    wanted = request.headers.get("Sec-Fetch-Dest", "document")
    return "text/html" in accepted and wanted == "document" and "HX-Request" not in request.headers


def _has_accepted(request: HttpRequest, user: User) -> bool:
    current = privacy.current_notice_id()
    if not current or request.session.get(_ACCEPTED) == current:
        return True
    if not privacy.has_accepted(user, current):
        return False
    request.session[_ACCEPTED] = current
    return True
