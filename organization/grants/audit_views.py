"""The audit log's pages, for the audit administrator; each reading is itself written down."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import audit, clock
from core.errors import Invalid
from core.forms import read_number
from organization.grants import audit_log, reach
from organization.grants.forms import AuditFilter


def _described(request: HttpRequest, action: str, wanted: dict[str, Any]) -> None:
    asked = ", ".join(f"{name}={value}" for name, value in wanted.items() if value)
    audit.describe(request, action=action, object_type="core.AuditEntry", note=asked[:500])


@never_cache
@login_required
@require_safe
def show_log(request: HttpRequest) -> HttpResponse:
    """Show the audit log, newest first, filtered; that it was read stands in it."""
    reach.require_log_reader(request.user)
    form = AuditFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    before = read_number(request.GET.get("before", ""))
    rows, more = audit_log.page_of(audit_log.entries(wanted), before)
    names = audit_log.names_of(rows)
    kept = request.GET.copy()
    kept.pop("before", None)
    context = {
        "form": form if form.is_bound else AuditFilter(),
        "bad": form.is_bound and not form.is_valid(),
        "rows": [(row, names.get(row.actor_id or 0, row.actor_id or "—")) for row in rows],
        "query": kept.urlencode(),
        "more": more,
        "is_first": before is None,
    }
    if context["bad"]:
        context["rows"], context["more"] = [], None
    page = render(request, "organization/grants_audit.html", context, status=422 if context["bad"] else 200)
    _described(request, "audit.read", wanted)
    audit.write_entry(request, status=page.status_code, route="organization:audit", arguments={})
    return page


@login_required
@require_POST
def export_log(request: HttpRequest) -> HttpResponseBase:
    """Send the filtered log as CSV while it is read."""
    reach.require_log_reader(request.user)
    form = AuditFilter(request.POST)
    if not form.is_valid():
        raise Invalid(_("The filter is not well formed."))
    _described(request, "audit.export", form.cleaned_data)
    lines = audit_log.as_csv(audit_log.entries(form.cleaned_data))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"audit-{clock.today().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
