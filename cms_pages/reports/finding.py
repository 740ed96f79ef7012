"""The text that a report means, for pages and API alike."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms_pages.gate.pages import GatedPage
from cms_pages.reports.queries import reportable
from core.audit import describe
from core.errors import NotFound


def find_reportable(request: HttpRequest, page_id: int) -> GatedPage:
    """Return a live text that the user may read and report."""
    page = reportable(page_id, request.user)
    if page is None:
        raise NotFound(_("There is no such text."))
    return page


def describe_report(request: HttpRequest, page: GatedPage) -> None:
    """Name in the audit log which text is reported."""
    describe(
        request, action="text.report", object_type="wagtailcore.Page", object_id=page.pk, unit_id=page.unit_id
    )
