"""The API of reports of texts."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status

from accounts.http import AUTH, require_scope, require_user
from cms_pages.reports import services
from cms_pages.reports.finding import describe_report, find_reportable

router = Router(tags=["articles"], auth=AUTH)


class TextReportIn(Schema):
    """Which text should not stand as it is, and why."""

    page: int
    reason: Literal["insult", "false", "private", "advertising", "other"]
    words: str = ""


@router.post("", response={204: None})
def report_text(request: HttpRequest, data: TextReportIn) -> Status[None]:
    """Report a text to its publishers; they see the reason, not who told it."""
    require_scope(request, "content:read")
    page = find_reportable(request, data.page)
    describe_report(request, page)
    services.report_text(page, reason=data.reason, words=data.words, by=require_user(request))
    return Status(204, None)
