"""Lists in and out: the export, the template, and the pages of an import."""

from typing import IO, Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit, clock
from core.errors import DomainError, Invalid, NotFound
from organization.roster import exporting, importing, tasks
from organization.roster.columns import heading, reason
from organization.roster.editing import require_manager
from organization.roster.forms import FilterForm, UploadForm
from organization.roster.models import ImportJob, RosterExport
from organization.roster.views import read_filter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_FINDINGS = 100
EXPORT_ROUTE = "organization:roster_export"


def _send(file: IO[bytes], name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@never_cache
@login_required
@require_POST
@audit.kept_by("organization.RosterExport")
def export(request: HttpRequest) -> HttpResponseBase:
    """Give out the list that the filters of the address ask for.

    It keeps its own short transactions, so that no writer waits for a long list; the audit log is told
    here of what went out and of what was refused.
    """
    audit.describe(request, action="roster.export", object_type="export")
    try:
        file, record = _export(request)
    except DomainError as error:
        audit.write_entry(request, status=error.status, route=EXPORT_ROUTE, arguments={})
        raise
    audit.describe(
        request, action="roster.export", object_type="export", object_id=record.pk, note=record.scope
    )
    audit.write_entry(request, status=200, route=EXPORT_ROUTE, arguments={})
    return _send(file, f"roster-{clock.local(record.made_at):%Y%m%d-%H%M}.xlsx")


def _export(request: HttpRequest) -> tuple[IO[bytes], RosterExport]:
    scope = require_manager(request)
    form = FilterForm(request.GET, units=scope.units)
    wanted = read_filter(form)
    if not form.is_valid():
        raise Invalid(_("These filters cannot be read. Go back to the list."))
    return exporting.export_list(scope=scope, wanted=wanted, by=request.user)  # type: ignore[arg-type]


@never_cache
@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """Give out the empty list."""
    return _send(exporting.make_template(scope=require_manager(request)), "roster-template.xlsx")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Show one's imports, and take a list in."""
    require_manager(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    if request.method == "POST":
        audit.describe(request, action="roster.upload", object_type="import")
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                job = importing.receive_list(
                    file=file,
                    name=file.name,
                    size=file.size,
                    by=request.user,  # type: ignore[arg-type]
                    task=tasks.check_import,
                )
            except Invalid as error:
                form.add_error("file", str(error))
            else:
                audit.describe(request, action="roster.upload", object_type="import", object_id=job.pk)
                return redirect("organization:roster_import", job.pk)
    jobs = ImportJob.objects.filter(by_id=request.user.pk)[:20]
    status = 422 if request.method == "POST" else 200
    return render(request, "organization/roster_imports.html", {"form": form, "jobs": jobs}, status=status)


def _own_job(request: HttpRequest, job_id: UUID) -> ImportJob:
    require_manager(request)
    job = ImportJob.objects.filter(pk=job_id, by_id=request.user.pk).first()
    if job is None:
        raise NotFound(_("There is nothing here for you."))
    return job


@never_cache
@login_required
@require_safe
def show_import(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show how far an import is and what was found; the part that moves answers alone to htmx."""
    job = _own_job(request, job_id)
    language = get_language() or ""
    findings: list[dict[str, Any]] = [
        {
            "row": item.row,
            "column": heading(item.column, language),
            "value": item.value,
            "reason": reason(item.code, item.about),
        }
        for item in job.findings.order_by("row", "pk")[:SHOWN_FINDINGS]
    ]
    context = {"job": job, "findings": findings, "all_findings": job.findings.count()}
    part = request.headers.get("HX-Request") == "true"
    name = "roster_import_state" if part else "roster_import"
    return render(request, f"organization/{name}.html", context)


@never_cache
@login_required
@require_POST
def confirm_import(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Let a checked list be entered."""
    job = _own_job(request, job_id)
    audit.describe(request, action="roster.confirm_import", object_type="import", object_id=job.pk)
    importing.confirm(job=job, by=request.user, task=tasks.apply_import)  # type: ignore[arg-type]
    return redirect("organization:roster_import", job.pk)


@never_cache
@login_required
@require_POST
def discard_import(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Put a list away."""
    job = _own_job(request, job_id)
    audit.describe(request, action="roster.discard_import", object_type="import", object_id=job.pk)
    importing.discard(job=job, by=request.user)  # type: ignore[arg-type]
    return redirect("organization:roster_imports")


@never_cache
@login_required
@require_safe
def import_report(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """Give out the findings of an import."""
    job = _own_job(request, job_id)
    return _send(exporting.make_report(job=job), f"roster-import-{job.pk}.xlsx")
