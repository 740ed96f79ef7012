"""The page on which a text is read with its remarks, and where they are written, answered and settled."""

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
from cms_pages.gate import queries as gate
from cms_pages.gate.finding import find_readable
from cms_pages.gate.models import Candidate
from cms_pages.gate.types import CandidateState
from cms_pages.remarks import queries, services
from cms_pages.remarks.forms import AnswerForm, RemarkForm
from cms_pages.remarks.models import Remark
from core.audit import describe
from core.errors import Conflict, NotFound, Refused
from core.forms import apply_form, read_number


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_remarks(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Show the text paragraph by paragraph with its remarks; take a new one."""
    candidate = find_readable(request, candidate_id)
    form = RemarkForm(request.POST) if request.method == "POST" else _first_form(request, candidate)
    if request.method == "POST":
        _require_part(request, candidate)
        _describe(request, candidate, "remark")
        user = require_user(request)
        row = apply_form(form, lambda data: services.remark(candidate, by=user, **data))
        if row is not None:
            messages.success(request, _("Remarked."))
            return redirect(f"{request.path}#remark-{row.pk}")
    return _render(request, candidate, form=form)


@login_required
@require_POST
def answer(request: HttpRequest, candidate_id: int, remark_id: int) -> HttpResponse:
    """Answer a remark."""
    candidate, row = _find(request, candidate_id, remark_id)
    _describe(request, candidate, "answer")
    form = AnswerForm(request.POST)
    user = require_user(request)
    if apply_form(form, lambda data: services.answer(row, by=user, **data)) is None:
        return _render(request, candidate, answered={"remark": row.pk, "form": form})
    return redirect(_place(candidate, row))


@login_required
@require_POST
def settle(request: HttpRequest, candidate_id: int, remark_id: int) -> HttpResponse:
    """Settle a remark."""
    candidate, row = _find(request, candidate_id, remark_id)
    _describe(request, candidate, "settle")
    try:
        services.settle(row, by=require_user(request))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect(_place(candidate, row))


def _first_form(request: HttpRequest, candidate: Candidate) -> RemarkForm:
    """Return the form with the paragraph that a link asks for, whole: what is too much is taken away."""
    name, _separator, line = request.GET.get("at", "").partition("-")
    at = read_number(line)
    text = queries.paragraph_of(candidate, name, at) if at is not None else ""
    chosen = {"field": name, "line": at, "start": 0, "quote": text[: services.LONGEST_QUOTE]}
    return RemarkForm(initial=chosen if text else None)


def _find(request: HttpRequest, candidate_id: int, remark_id: int) -> tuple[Candidate, Remark]:
    """Return the text and a remark on it, or on an earlier round of it."""
    candidate = find_readable(request, candidate_id)
    _require_part(request, candidate)
    rounds = Candidate.objects.filter(page_id=candidate.page_id, pk__lte=candidate.pk)
    row = queries.remarks().filter(pk=remark_id, candidate__in=rounds).first()
    if row is None:
        raise NotFound(_("There is no such remark."))
    return candidate, row


def _require_part(request: HttpRequest, candidate: Candidate) -> None:
    if not gate.may_remark(request.user, candidate):
        raise Refused(_("You read this text; its makers and reviewers remark on it."))


def _place(candidate: Candidate, row: Remark) -> str:
    return f"{reverse('remarks:text', args=[candidate.pk])}#remark-{row.pk}"


def _describe(request: HttpRequest, candidate: Candidate, action: str) -> None:
    describe(
        request,
        action=f"review.{action}",
        object_type="cms_pages.Candidate",
        object_id=candidate.pk,
        unit_id=candidate.unit_id,
    )


def _render(
    request: HttpRequest,
    candidate: Candidate,
    *,
    form: RemarkForm | None = None,
    answered: dict[str, Any] | None = None,
) -> HttpResponse:
    rows = queries.remarks_of(candidate)
    bad = bool(answered or (form is not None and form.errors))
    context = {
        "candidate": candidate,
        "sections": queries.sections_of(candidate, rows),
        "earlier": queries.unsettled_of_earlier_rounds(candidate),
        "number": len(rows),
        "form": form or RemarkForm(),
        "answered": answered,
        "may_remark": gate.may_remark(request.user, candidate),
        "is_open": candidate.state == CandidateState.OPEN,
    }
    return render(request, "cms_pages/remarks.html", context, status=422 if bad else 200)
