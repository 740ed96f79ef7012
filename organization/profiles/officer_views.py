"""The officers' pages: requests that wait for an answer, and the record of sensitive views."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import require_user
from core import audit
from core.errors import NotFound, Refused
from organization.authority import allows
from organization.models import Person
from organization.profiles import closing, corrections
from organization.profiles.forms import AnswerForm
from organization.profiles.models import SensitiveView
from organization.profiles.purposes import shown_fields
from organization.profiles.queries import closings_for, corrections_for, may_answer_requests
from organization.profiles.registry import held_of
from organization.profiles.types import RequestState
from organization.profiles.views import correction_row, sent
from organization.types import Subject, Verb


@never_cache
@login_required
@require_safe
def show_requests(request: HttpRequest) -> HttpResponse:
    """Show the requests that the reader may answer: what waits first, then what was answered lately."""
    user = require_user(request)
    if not may_answer_requests(user):
        raise Refused(_("You answer no requests. Ask the administrator who grants roles."))
    found = corrections_for(user)
    open_ones = found.filter(state=RequestState.OPEN).order_by("asked_at")
    answered = Paginator(found.exclude(state=RequestState.OPEN).order_by("-decided_at", "-pk"), 20)
    context = {
        "corrections": [correction_row(item) for item in open_ones[:100]],
        "closings": closings_for(user).filter(state=RequestState.OPEN).order_by("asked_at")[:100],
        "page_obj": answered.get_page(request.GET.get("page")),
    }
    return render(request, "organization/profiles_requests.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_correction(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show one correction request, and accept or decline it."""
    user = require_user(request)
    item = corrections_for(user).filter(pk=request_id).first()
    if item is None:
        raise NotFound(_("There is no such request."))
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        accept = _choice(request)
        audit.describe(
            request,
            action="profile.accept_correction" if accept else "profile.decline_correction",
            object_type="organization.CorrectionRequest",
            object_id=request_id,
        )

        def act(told: dict[str, Any]) -> None:
            corrections.decide_correction(
                request_id=request_id, accept=accept, by=user, answer=told["answer"]
            )

        if sent(form, act):
            messages.success(request, _("The person has been told."))
            return redirect("organization:requests")
        item = corrections_for(user).get(pk=request_id)
    now_kept = corrections.shown_value(item.field, corrections.kept_value(item.person, item.field))
    context = {"row": correction_row(item), "form": form, "now_kept": now_kept}
    return render(
        request,
        "organization/profiles_answer_correction.html",
        context,
        status=422 if form.errors else 200,
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_closing(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show one wish to close an account, and accept or decline it."""
    user = require_user(request)
    item = closings_for(user).filter(pk=request_id).first()
    if item is None:
        raise NotFound(_("There is no such request."))
    form = AnswerForm(request.POST or None)
    form.fields["answer"].help_text = _("Needed when you decline.")
    if request.method == "POST":
        accept = _choice(request)
        audit.describe(
            request,
            action="profile.close_account" if accept else "profile.decline_closing",
            object_type="organization.ClosingRequest",
            object_id=request_id,
        )

        def act(told: dict[str, Any]) -> None:
            closing.decide_closing(request_id=request_id, accept=accept, by=user, answer=told["answer"])

        if sent(form, act):
            messages.success(
                request, _("The account has been closed.") if accept else _("The person has been told.")
            )
            return redirect("organization:requests")
        item = closings_for(user).get(pk=request_id)
    context = {
        "item": item,
        "person": Person.objects.filter(user=item.user).first(),
        "form": form,
        "held": held_of(item.user),
        "open": item.state == RequestState.OPEN,
    }
    return render(
        request, "organization/profiles_answer_closing.html", context, status=422 if form.errors else 200
    )


def _choice(request: HttpRequest) -> bool:
    """Return whether the officer accepted; anything but the two buttons decides nothing."""
    choice = request.POST.get("decision", "")
    if choice not in {"accept", "decline"}:
        raise Refused(_("Choose accept or decline."))
    return choice == "accept"


@never_cache
@login_required
@require_safe
def show_views(request: HttpRequest) -> HttpResponse:
    """Show the audit administrator who saw sensitive data of whom, newest first."""
    if not allows(require_user(request), Verb.VIEW, Subject.AUDIT_LOG):
        raise Refused(_("Only an audit administrator may read this."))
    found = SensitiveView.objects.select_related("viewer", "person").order_by("-pk")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    rows = [{"view": item, "fields": shown_fields(item.fields)} for item in page]
    return render(request, "organization/profiles_views.html", {"page_obj": page, "rows": rows})
