"""The door of Wagtail's admin asks the grants of this moment; its groups only follow them.

Wagtail itself asks Django's groups and the superuser's flag. Here each request to the admin first asks
`organization.authority`: without a grant to work there nobody comes in, whatever the groups or the flag
say, and groups that are behind the grants are put in step before Wagtail looks at them.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, http
from core.errors import Refused
from organization.authority import HeldGrants, grants_of
from organization.groups import GROUP_PREFIX, WORKS, groups_of, sync_groups

GetResponse = Callable[[HttpRequest], HttpResponseBase]

OPEN_PATHS = ("/admin/login/", "/admin/logout/", "/admin/jsi18n/", "/admin/sprite/", "/admin/password_reset/")
"""What of the admin everybody may have: the way in and out, words and icons."""


class AdminDoorMiddleware:
    """Let only those into Wagtail's admin who hold a grant to work there now; no flag counts."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request; the work is in `process_view`."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Refuse who may not enter; an anonymous visitor is sent to sign in by Wagtail."""
        if not request.path.startswith("/admin/") or request.path.startswith(OPEN_PATHS):
            return None
        user = request.user
        if not isinstance(user, User):
            return None
        user.is_superuser = False  # for this request only: Wagtail asks the flag in many places
        held = grants_of(user)
        _put_in_step(user, held)
        if held.allows(*WORKS):
            return None
        response = http.error_response(request, Refused(_("Your roles do not open the content admin.")))
        if request.method in audit.MUTATING:  # of the others the audit middleware writes it down itself
            match = request.resolver_match
            route = (match.view_name or match.route) if match else request.path
            audit.write_entry(request, status=response.status_code, route=route, arguments=kwargs)
        return response


def _put_in_step(user: User, held: HeldGrants) -> None:
    groups = set(user.groups.filter(name__startswith=GROUP_PREFIX).values_list("name", flat=True))
    if groups != groups_of(held):
        sync_groups(user)
