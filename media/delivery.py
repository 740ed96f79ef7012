"""Private delivery: a file goes only to who may see what refers to it, in parts if so asked."""

import logging
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja.errors import AuthenticationError

from accounts.errors import NotSignedIn
from accounts.http import TokenAuth, require_scope
from accounts.types import Scope
from media.models import Document, Image, Rendition
from media.queries import may_read
from media.ranges import Part, PartReader, Unsatisfiable, parse_range
from media.types import IMAGE_TYPES, INLINE_TYPES

logger = logging.getLogger(__name__)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A file that a browser shows by itself may run nothing and reach nobody."""


@require_safe
def serve_image(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Send the original of an image."""
    image = _readable(request, Image, pk, name)
    return _send(request, image.file, image.media_type, f'"{image.sha256}"')


@require_safe
def serve_document(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Send a document or a film."""
    document = _readable(request, Document, pk, name)
    return _send(request, document.file, document.media_type, f'"{document.sha256}"')


@require_safe
def serve_rendition(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Send one size of an image to who may see the image."""
    _admit_program(request)
    rendition = Rendition.objects.select_related("image").filter(pk=pk).first()
    if rendition is None or rendition.filename != name or not may_read(request.user, rendition.image):
        raise Http404
    kind = IMAGE_TYPES.get(name.rpartition(".")[2].lower())
    media_type = kind.media_type if kind else "application/octet-stream"
    # The size of a picture is made from its content by a rule, so the two name its bytes.
    return _send(request, rendition.file, media_type, f'"{rendition.image.sha256}.{rendition.pk}"')


def _readable(request: HttpRequest, model: type[Any], pk: int, name: str) -> Any:
    _admit_program(request)
    item = model.objects.filter(pk=pk).first()
    if item is None or item.filename != name or not may_read(request.user, item):
        raise Http404
    return item


def _admit_program(request: HttpRequest) -> None:
    """Let a program read for the owner of its token; a wrong token is refused, not anonymous."""
    try:
        token = TokenAuth()(request)
    except AuthenticationError as error:
        raise NotSignedIn(_("Sign in, or send a valid token.")) from error
    if token is not None:
        request.auth = token  # type: ignore[attr-defined]
        require_scope(request, Scope.CONTENT_READ)


def _send(request: HttpRequest, stored: Any, media_type: str, etag: str) -> HttpResponseBase:
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _with_headers(HttpResponseNotModified(), etag)
    try:
        size = stored.size
        part = _wanted_part(request, size, etag)
        file = stored.storage.open(stored.name, "rb") if request.method != "HEAD" else None
    except Unsatisfiable:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return _with_headers(response, etag)
    except (FileNotFoundError, OSError) as error:
        logger.error("media.file_missing", extra={"file_name": stored.name})
        raise Http404 from error
    whole = part or Part(0, size - 1)
    answer: HttpResponseBase
    answer = HttpResponse() if file is None else StreamingHttpResponse(PartReader(file, whole))
    if part is not None:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    answer["Content-Type"] = media_type
    answer["Content-Length"] = str(whole.length)
    inline = media_type in INLINE_TYPES
    name = stored.name.rpartition("/")[2]
    answer["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
    return _with_headers(answer, etag)


def _wanted_part(request: HttpRequest, size: int, etag: str) -> Part | None:
    header = request.headers.get("Range", "")
    if not header or request.method != "GET":
        return None
    # Only the very same bytes may be continued; anything else (a date too) gets the whole file.
    if request.headers.get("If-Range", etag) != etag:
        return None
    return parse_range(header, size)


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    # Kept by the reader's own browser, asked about each time: a right may have ended meanwhile.
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, Authorization"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
