"""Where publishers read comments before others do, and those that were reported."""

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
from cms_pages.checks.queries import listed_terms_in
from cms_pages.comments import queries, services
from cms_pages.comments.forms import DecisionForm
from cms_pages.comments.models import Comment
from cms_pages.gate.desk import require_publisher
from core.audit import describe
from core.errors import Conflict, Invalid, NotFound
from core.forms import put_errors

PAGE_SIZE = 20


@never_cache
@login_required
@require_safe
def show_waiting(request: HttpRequest) -> HttpResponse:
    """Show the comments that wait for this publisher, the reported ones first."""
    require_publisher(request)
    return _render(request)


@login_required
@require_POST
def decide(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show a comment or do not, leave a reported one or take it away."""
    require_publisher(request)
    row = Comment.objects.filter(pk=comment_id).select_related("page").first()
    if row is None or not queries.may_moderate(request.user, row.page):
        raise NotFound(_("There is no such comment."))
    describe(
        request,
        action="comment.decide",
        object_type="cms_pages.Comment",
        object_id=row.pk,
        unit_id=row.page.unit_id,
    )
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _render(request, {"comment": row.pk, "form": form})
    try:
        services.decide(row, by=require_user(request), **form.cleaned_data)
    except Invalid as error:
        put_errors(form, error)
        return _render(request, {"comment": row.pk, "form": form})
    except Conflict as error:  # its line is no longer in the list
        messages.error(request, str(error))
    else:
        messages.success(request, _("Decided."))
    return redirect("moderation:waiting")


def _render(request: HttpRequest, refused: dict[str, Any] | None = None) -> HttpResponse:
    page = Paginator(queries.to_moderate(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    terms = listed_terms_in([row.words for row in page])
    context = {
        "page_obj": page,
        "rows": [{"comment": row, "terms": found} for row, found in zip(page, terms, strict=True)],
        "refused": refused,
        "tab": "comments",
        "is_publisher": True,
    }
    return render(request, "cms_pages/desk_comments.html", context, status=422 if refused else 200)
