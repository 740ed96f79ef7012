"""The pages of claims: one's work by list, claiming, giving back, handing over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import require_user
from cms_pages.claims import queries, services
from cms_pages.claims.forms import HandOverForm
from cms_pages.claims.types import Load
from cms_pages.gate.desk import is_publisher, require_desk
from cms_pages.gate.finding import find_review
from cms_pages.gate.services import check_may_decide
from core.errors import Conflict, Invalid
from core.forms import put_errors

PAGE_SIZE = 20


@never_cache
@login_required
@require_safe
def show_work(request: HttpRequest) -> HttpResponse:
    """Show the reviews that this user may decide: claimed, free, with others, overdue; due first."""
    require_desk(request)
    lists = queries.work_of(require_user(request))
    wanted = request.GET.get("list", "")
    chosen = Load(wanted) if wanted in Load.values else Load.MINE if lists[Load.MINE] else Load.WAITING
    context = {
        "facets": [(load, len(rows)) for load, rows in lists.items()],
        "chosen": chosen,
        "page_obj": Paginator(lists[chosen], PAGE_SIZE).get_page(request.GET.get("page")),
        "tab": "work",
        "is_publisher": is_publisher(request),
    }
    return render(request, "cms_pages/desk_work.html", context)


@login_required
@require_POST
def claim(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Claim the text's present stage."""
    told = _("Claimed. Others see that you decide this text.")
    return _act(request, candidate_id, "claim", services.claim, told)


@login_required
@require_POST
def let_go(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Give the claim back."""
    return _act(request, candidate_id, "let_go", services.let_go, _("Given back. Others may claim it."))


def _act(
    request: HttpRequest, candidate_id: int, action: str, act: Callable[..., Any], told: str
) -> HttpResponse:
    candidate = find_review(request, candidate_id, action)
    try:
        act(candidate, by=require_user(request))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect("gate:candidate", candidate.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Hand the stage to another reviewer of the unit or of a unit above it."""
    candidate, user = find_review(request, candidate_id, "hand_over"), require_user(request)
    check_may_decide(candidate, user)
    people = queries.substitutes_for(candidate, user)
    form = HandOverForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            services.hand_over(candidate, by=user, **form.cleaned_data)
        except (Conflict, Invalid) as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Handed over."))
            return redirect("gate:candidate", candidate.pk)
    context = {"candidate": candidate, "form": form, "people": people}
    return render(request, "cms_pages/desk_hand_over.html", context, status=422 if form.errors else 200)
