"""A reader reports a text."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import require_user
from cms_pages.comments.forms import ReportForm
from cms_pages.reports import queries, services
from cms_pages.reports.finding import describe_report, find_reportable
from core.forms import apply_form


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_text(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask what is wrong with a text, tell the publishers; show what they answered before."""
    page, user = find_reportable(request, page_id), require_user(request)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        describe_report(request, page)
        if apply_form(form, lambda data: services.report_text(page, by=user, **data)) is not None:
            messages.success(request, _("Reported. A publisher looks at it; nobody else learns who told."))
            return redirect("reports:text", page.pk)
    context = {"page": page, "form": form, "own": queries.own_reports(page.pk, user)}
    return render(request, "cms_pages/text_report.html", context, status=422 if form.errors else 200)
