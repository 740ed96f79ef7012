"""The comments of a text, as readers see them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import require_user
from cms_pages.articles.models import ArticlePage
from cms_pages.articles.queries import find_article
from cms_pages.comments import queries, services
from cms_pages.comments.finding import describe_change, find_comment
from cms_pages.comments.forms import CommentForm, ReportForm
from core.errors import Conflict, TooSoon
from core.forms import apply_form, read_number


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_comments(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the comments of a text, the newest first; take a new one."""
    page = find_article(request.user, page_id)
    form = CommentForm(request.POST or None)
    if request.method == "POST":
        describe_change(request, page, "write")
        user = require_user(request)
        try:
            made = apply_form(form, lambda data: services.comment(page, by=user, **data))
        except TooSoon as error:
            form.add_error(None, str(error))
            made = None
        if made is not None:
            messages.success(request, _("Sent. It is shown once a publisher has read it."))
            return redirect(reverse("comments:page", args=[page.pk]))
    return _render(request, page, form)


@login_required
@require_POST
def switch(request: HttpRequest, page_id: int) -> HttpResponse:
    """Open or close the comments of a text."""
    page = find_article(request.user, page_id)
    describe_change(request, page, "switch")
    row = services.switch(page, is_open=request.POST.get("open") == "1", by=require_user(request))
    messages.success(request, _("Comments are open.") if row.is_open else _("Comments are closed."))
    return redirect(reverse("comments:page", args=[page.pk]))


@login_required
@require_POST
def withdraw(request: HttpRequest, page_id: int, comment_id: int) -> HttpResponse:
    """Take back one's own comment."""
    row = find_comment(request, page_id, comment_id)
    page = row.page
    describe_change(request, page, "withdraw")
    try:
        services.withdraw(row, by=require_user(request))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Withdrawn."))
    return redirect(reverse("comments:page", args=[page.pk]))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, page_id: int, comment_id: int) -> HttpResponse:
    """Ask why a comment should not stand, and tell the publishers."""
    row = find_comment(request, page_id, comment_id)
    page = row.page
    form = ReportForm(request.POST or None)
    if request.method == "POST":
        describe_change(request, page, "report")
        user = require_user(request)
        if apply_form(form, lambda data: services.report(row, by=user, **data)) is not None:
            messages.success(request, _("Reported. A publisher looks at it; nobody else learns who told."))
            return redirect(reverse("comments:page", args=[page.pk]))
    context = {"page": page, "comment": row, "form": form}
    return render(request, "cms_pages/comment_report.html", context, status=422 if form.errors else 200)


def _render(request: HttpRequest, page: ArticlePage, form: CommentForm) -> HttpResponse:
    before = read_number(request.GET.get("before", ""))
    context: dict[str, Any] = {
        "page": page,
        "comments": queries.comments_of(page, request.user, before=before),
        "form": form,
        "is_first": before is None,
        "may_moderate": queries.may_moderate(request.user, page),
    }
    return render(request, "cms_pages/comments.html", context, status=422 if form.errors else 200)
