"""What happens around every request: its id, its transaction with the audit entry, its CSP."""

import logging
import re
import uuid
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja.operation import Operation, PathView

from core import audit, http
from core.addresses import client_address
from core.context import RequestContext, current
from core.errors import DomainError

logger = logging.getLogger(__name__)
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestContextMiddleware:
    """Give each request an id (kept from `X-Request-ID` when it is well formed) and log its end."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request with its context set, and answer with its id."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        token = current.set(RequestContext(request_id, client_address(request)))
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            logger.info(
                "request.served",
                extra={"method": request.method, "path": request.path, "status": response.status_code},
            )
            return response
        finally:
            current.reset(token)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Send the policy on every page but Wagtail's admin, whose pages carry inline parts of its own."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Add the header; the admin gets a policy that still names no outside host."""
        if request.path.startswith("/admin/"):
            response.headers.setdefault(
                "Content-Security-Policy",
                "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
                "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                "font-src 'self' data:; frame-ancestors 'self'; object-src 'none'; form-action 'self'",
            )
            return response
        return super().process_response(request, response)


class AuditedTransactionMiddleware:
    """Run a mutating view and its audit entry in one transaction, or neither.

    A response of 400 or more rolls the view's writes back and leaves an entry of the refusal; so does
    a reading request of a signed-in user that is answered 403. Must be the last middleware: nothing
    after it sees `process_view`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request and note a refused reading; the rest of the work is in `process_view`."""
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code == 403 and request.method in {"GET", "HEAD"} and match is not None:
            route = match.view_name or match.route
            if request.user.is_authenticated:
                audit.write_entry(request, status=403, route=route, arguments=match.kwargs)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Call the view of a mutating request inside one transaction with its entry."""
        if request.method not in audit.MUTATING or keeps_own_record(view, request.method):
            return None
        match = request.resolver_match
        route = (match.view_name or match.route) if match else request.path
        try:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                    response = response.render()
                if response.status_code < 400:
                    audit.write_entry(request, status=response.status_code, route=route, arguments=kwargs)
                else:
                    transaction.set_rollback(True)
        except DomainError as error:
            response = http.error_response(request, error)
        except Exception as error:
            audit.write_entry(request, status=http.status_of(error), route=route, arguments=kwargs)
            raise
        if response.status_code >= 400:
            audit.write_entry(request, status=response.status_code, route=route, arguments=kwargs)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer a domain error of a reading view with its page or problem document."""
        return http.error_response(request, error) if isinstance(error, DomainError) else None


def keeps_own_record(view: Callable[..., Any], method: str | None) -> bool:
    """Return whether this method of a view is marked with `core.audit.kept_by`."""
    for operation in api_operations(view):
        if method in operation.methods:
            return hasattr(operation.view_func, "audit_kept_by")
    candidate: Any = view
    while candidate is not None:
        view_class = getattr(candidate, "view_class", None)
        if hasattr(candidate, "audit_kept_by") or hasattr(view_class, "audit_kept_by"):
            return True
        candidate = getattr(candidate, "__wrapped__", None)
    return False


def api_operations(view: Callable[..., Any]) -> list[Operation]:
    """Return the API operations behind a view, or none; the API library keeps them in a closure."""
    for cell in getattr(view, "__closure__", None) or ():
        if isinstance(cell.cell_contents, PathView):
            return cell.cell_contents.operations
    return []
