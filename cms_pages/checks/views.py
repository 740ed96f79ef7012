"""What the checks find in one's text, with waivers; the lists that they use."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from accounts.http import require_user
from cms_pages.checks import queries, services
from cms_pages.checks.forms import FORM_OF
from cms_pages.checks.models import ListedExpression, ListKind
from cms_pages.checks.showing import shown
from cms_pages.gate.desk import require_desk
from core.audit import describe
from core.errors import DomainError, NotFound
from core.forms import apply_form


@never_cache
@login_required
@require_safe
def show_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Check the page's latest text now and show what is found."""
    return _render_page(request, _editable(request, page_id))


@login_required
@require_POST
def waive(request: HttpRequest, page_id: int) -> HttpResponse:
    """Let one finding stand, for a reason."""
    page = _editable(request, page_id)
    describe(request, action="checks.waive", object_type="wagtailcore.Page", object_id=page.pk)
    try:
        services.waive(
            page,
            key=request.POST.get("finding", ""),
            digest=request.POST.get("digest", ""),
            reason=request.POST.get("reason", ""),
            by=require_user(request),
        )
    except DomainError as error:
        return _render_page(request, page, error)
    messages.success(request, _("The finding is waived; reviewers see who waived it and why."))
    return redirect("checks:page", page.pk)


@never_cache
@login_required
@require_safe
def show_lists(request: HttpRequest) -> HttpResponse:
    """Show one of the lists, to be kept by publishers."""
    return _render_list(request, _kind(request.GET.get("list")))


@login_required
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put an expression on a list."""
    require_desk(request)
    kind = _kind(request.POST.get("kind"))
    form = FORM_OF[kind](request.POST)
    row = apply_form(
        form, lambda values: services.add_expression(kind=kind, by=require_user(request), **values)
    )
    if row is None:
        return _render_list(request, kind, form)
    describe(request, action="checks.list_add", object_type="cms_pages.ListedExpression", object_id=row.pk)
    messages.success(request, _("Added: %(words)s") % {"words": row.words})
    return redirect(_address(kind))


@login_required
@require_POST
def retire(request: HttpRequest, row_id: int) -> HttpResponse:
    """Take an expression off its list."""
    require_desk(request)
    row = get_object_or_404(ListedExpression, pk=row_id)
    services.retire_expression(row, by=require_user(request))
    describe(request, action="checks.list_retire", object_type="cms_pages.ListedExpression", object_id=row.pk)
    messages.success(request, _("Taken off the list: %(words)s") % {"words": row.words})
    return redirect(_address(row.kind))


def _editable(request: HttpRequest, page_id: int) -> Page:
    page = Page.objects.filter(pk=page_id, depth__gt=1).first()
    if page is None or not services.may_check(page, require_user(request)):
        raise NotFound(_("There is no such text."))
    return page


def _kind(asked: str | None) -> str:
    return asked if asked in ListKind.values else ListKind.TERM.value


def _address(kind: str) -> str:
    return f"/desk/checks/lists/?list={kind}"


def _render_page(request: HttpRequest, page: Page, error: DomainError | None = None) -> HttpResponse:
    revision = page.specific.get_latest_revision()
    if revision is None:
        raise NotFound(_("There is no such text."))
    checked = queries.check_revision(revision)
    context: dict[str, Any] = {
        "page": page,
        "title": revision.content.get("title", page.title),
        "checked": checked,
        "findings": shown(checked.findings, checked.waivers),
        "in_the_way": len(checked.in_the_way),
        "error": error,
        "asked": request.POST.get("finding", ""),
        "reason": request.POST.get("reason", ""),
        "tab": "mine",
        "is_publisher": services.may_keep(require_user(request)),
    }
    return render(request, "cms_pages/checks_page.html", context, status=error.status if error else 200)


def _render_list(request: HttpRequest, kind: str, form: Any = None) -> HttpResponse:
    require_desk(request)
    context = {
        "kind": ListKind(kind),
        "kinds": list(ListKind),
        "rows": queries.listed(kind).select_related("added_by"),
        "form": form or FORM_OF[kind](),
        "is_publisher": services.may_keep(require_user(request)),
        "tab": "lists",
    }
    return render(request, "cms_pages/checks_lists.html", context, status=422 if form else 200)
