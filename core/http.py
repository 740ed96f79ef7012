"""The one place where errors become HTTP: problem+json for programs, a page for people."""

import json
from typing import Any

from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied, SuspiciousOperation
from django.core.exceptions import ValidationError as FieldError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from core.context import current
from core.errors import DomainError

PROBLEM = "application/problem+json"
API_PREFIXES = ("/api/",)


def problem(status: int, code: str, detail: str, **members: Any) -> HttpResponse:
    """Return a problem document (RFC 9457) with a stable `code` and a sentence for the user."""
    body: dict[str, Any] = {
        "type": f"urn:zhixing:problem:{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": detail,
    } | members
    if request_id := current.get().request_id:
        body["request_id"] = request_id
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=PROBLEM)


def status_of(error: Exception) -> int:
    """Return the HTTP status under which an exception will be answered."""
    if isinstance(error, DomainError):
        return error.status
    if isinstance(error, PermissionDenied):
        return 403
    if isinstance(error, Http404):
        return 404
    if isinstance(error, BadRequest | SuspiciousOperation | MultiPartParserError):
        return 400
    return 500


def wants_problem(request: HttpRequest) -> bool:
    """Return whether the caller is a program: an API address, or a client that asks for JSON."""
    accept = request.headers.get("Accept", "")
    return request.path.startswith(API_PREFIXES) or ("json" in accept and "html" not in accept)


def domain_problem(error: DomainError) -> HttpResponse:
    """Return the problem document of a domain error."""
    members = dict(error.context)
    if error.fields:
        members["fields"] = error.fields
    return problem(error.status, error.code, str(error), **members)


def error_response(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return a domain error as a problem document or as a friendly page."""
    if wants_problem(request):
        return domain_problem(error)
    page = render_to_string(
        "error.html", {"status": error.status, "message": str(error), "fields": error.fields}, request
    )
    return HttpResponse(page, status=error.status)


def install_error_handlers(api: NinjaAPI) -> None:
    """Make an API answer every error as a problem document."""

    @api.exception_handler(DomainError)
    def domain(request: HttpRequest, error: DomainError) -> HttpResponse:
        return domain_problem(error)

    @api.exception_handler(ValidationError)
    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        problems = [
            {"field": ".".join(str(part) for part in item["loc"]), "message": item["msg"]}
            for item in error.errors
        ]
        return problem(422, "invalid", _("The request is not well formed."), errors=problems)

    @api.exception_handler(AuthenticationError)
    def authentication(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        response = problem(401, "not_signed_in", _("Sign in, or send a valid token."))
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(Throttled)
    def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
        return problem(429, "too_soon", _("Too many requests. Try again later."))

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "http_error", str(error))

    @api.exception_handler(PermissionDenied)
    def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem(403, "refused", str(error) or _("You may not do this."))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "not_found", _("There is nothing here for you."))

    @api.exception_handler(ObjectDoesNotExist)
    def gone(request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:
        return problem(404, "not_found", _("There is nothing here for you."))

    @api.exception_handler(FieldError)
    def invalid(request: HttpRequest, error: FieldError) -> HttpResponse:
        return problem(422, "invalid", "; ".join(error.messages))


def page_for(status: int, code: str) -> Any:
    """Return a Django error handler (`handler404` and its like) for this status."""

    def handle(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
        if wants_problem(request):
            return problem(status, code, _("There is nothing here for you.") if status == 404 else "")
        return HttpResponse(render_to_string(f"{status}.html", {"status": status}, request), status=status)

    return handle
