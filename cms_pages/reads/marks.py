"""What a reader's own browser remembers: which texts it has told of today, so that each counts once a day."""

from django.core import signing
from django.http import HttpRequest, HttpResponse

from core.clock import today

COOKIE = "zx_reads"
PATH = "/api/v1/reads"
MOST = 200
"""So many texts are remembered; who reads more in a day may count again."""
KEPT = 24 * 60 * 60
"""How long the browser keeps it, in seconds; yesterday's is worth nothing."""


def marked(request: HttpRequest) -> list[int]:
    """Return the texts that this browser has told of today; none for a mark that is not ours."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KEPT)
    except signing.BadSignature:
        return []
    return list(found["pages"]) if found["day"] == today().isoformat() else []


def mark(request: HttpRequest, response: HttpResponse, pages: list[int]) -> None:
    """Let the browser remember which texts it has told of today, the latest last."""
    value = signing.dumps({"day": today().isoformat(), "pages": pages[-MOST:]}, salt=COOKIE, compress=True)
    response.set_cookie(
        COOKIE, value, max_age=KEPT, path=PATH, httponly=True, samesite="Lax", secure=request.is_secure()
    )
