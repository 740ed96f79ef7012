"""The API of read counts: the portal's pages and headless front ends say that a text was read."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from accounts.http import OPEN_AUTH, require_scope
from cms_pages.gate.pages import GatedPage
from cms_pages.reads.marks import mark, marked
from cms_pages.reads.queries import countable, times_read
from cms_pages.reads.services import count_read
from core.audit import kept_by
from core.errors import NotFound

router = Router(tags=["articles"], auth=OPEN_AUTH)


class ReadIn(Schema):
    """The article or regulation that was read."""

    page: int


class ReadOut(ReadIn):
    """How often it was read; the same reader counts once a day."""

    number: int


@router.post("", response={204: None})
@kept_by("cms_pages.ReadCount")
def note_read(request: HttpRequest, response: HttpResponse, data: ReadIn) -> Status[None]:
    """Count one reading of a text; a browser that keeps cookies counts once a day. Nobody's name is kept."""
    require_scope(request, "content:read")
    page = _find(request, data.page)
    told = marked(request)
    if page.pk not in told:
        count_read(page)
        mark(request, response, [*told, page.pk])
    return Status(204, None)


@router.get("/{int:page_id}", response=ReadOut)
def show_reads(request: HttpRequest, page_id: int) -> dict[str, int]:
    """Return how often a text was read."""
    require_scope(request, "content:read")
    page = _find(request, page_id)
    return {"page": page.pk, "number": times_read(page.pk)}


def _find(request: HttpRequest, page_id: int) -> GatedPage:
    page = countable(request.user, page_id)
    if page is None:
        raise NotFound(_("There is no such text."))
    return page
