"""Where a Word file becomes a draft."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import require_user
from cms_pages.gate.desk import is_publisher, require_desk
from cms_pages.imports import services
from cms_pages.imports.forms import ImportForm
from cms_pages.imports.models import WordImport
from core.audit import describe
from core.forms import apply_form

RECENT = 10


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_word_file(request: HttpRequest) -> HttpResponse:
    """Ask for a Word file and make a draft of it."""
    require_desk(request)
    user = require_user(request)
    columns = services.writable_columns(user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, columns=columns)
    if sent:
        describe(request, action="article.import", object_type="cms_pages.ArticlePage")
        taken = apply_form(form, lambda data: services.import_article(by=user, **data))
        if taken:
            return redirect("imports:taken", taken.pk)
    context = {
        "form": form,
        "columns": columns,
        "recent": WordImport.objects.filter(by=user).select_related("page").order_by("-pk")[:RECENT],
        "tab": "mine",
        "is_publisher": is_publisher(request),
    }
    return render(request, "cms_pages/desk_import.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def show_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show the draft that was made of a file and what stayed behind, to whom took it in."""
    taken = get_object_or_404(
        WordImport.objects.filter(by=require_user(request)).select_related("page"), pk=import_id
    )
    context = {"taken": taken, "tab": "mine", "is_publisher": is_publisher(request)}
    return render(request, "cms_pages/desk_imported.html", context)
