"""Where publishers read and answer reports of texts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import require_user
from cms_pages.gate.desk import require_publisher
from cms_pages.reports import queries, services
from cms_pages.reports.forms import AnswerForm
from cms_pages.reports.models import TextReport
from core.audit import describe
from core.errors import NotFound
from core.forms import apply_form

PAGE_SIZE = 20


@never_cache
@login_required
@require_safe
def show_reports(request: HttpRequest) -> HttpResponse:
    """Show the reports that wait for this publisher, the oldest first."""
    require_publisher(request)
    return _render(request)


@login_required
@require_POST
def settle(request: HttpRequest, report_id: int) -> HttpResponse:
    """Answer a report."""
    require_publisher(request)
    row = TextReport.objects.filter(pk=report_id).first()
    if row is None:
        raise NotFound(_("There is no such report."))
    describe(
        request,
        action="text.report_settle",
        object_type="cms_pages.TextReport",
        object_id=row.pk,
        unit_id=row.unit_id,
    )
    if row.settled_at is not None:  # its line is no longer in the list
        messages.error(request, _("This report has been answered."))
        return redirect("desk_reports:open")
    form = AnswerForm(request.POST)
    if apply_form(form, lambda data: services.settle_report(row, by=require_user(request), **data)) is None:
        return _render(request, {"report": row.pk, "form": form})
    messages.success(request, _("Answered."))
    return redirect("desk_reports:open")


def _render(request: HttpRequest, refused: dict[str, Any] | None = None) -> HttpResponse:
    context = {
        "page_obj": Paginator(queries.to_settle(request.user), PAGE_SIZE).get_page(request.GET.get("page")),
        "refused": refused,
        "tab": "reports",
        "is_publisher": True,
    }
    return render(request, "cms_pages/desk_reports.html", context, status=422 if refused else 200)
