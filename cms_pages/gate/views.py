"""The review desk: what waits for me, one text with its changes, the decision; my own drafts."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page, Revision

from accounts.http import require_user
from cms_pages.gate import corrections, queries, services
from cms_pages.gate.comparison import compare, fold
from cms_pages.gate.contents import FIELDS, lines_by_field
from cms_pages.gate.desk import is_publisher, require_desk, require_publisher
from cms_pages.gate.errors import NotSubmittable
from cms_pages.gate.finding import find_editable, find_readable
from cms_pages.gate.models import Candidate, TakeDown
from cms_pages.gate.particulars import particulars_of
from cms_pages.gate.types import CandidateState, Stage
from core.audit import describe
from core.errors import DomainError, Invalid


@never_cache
@login_required
@require_safe
def show_queue(request: HttpRequest) -> HttpResponse:
    """Show the texts that wait for this user's decision, oldest first."""
    require_desk(request)
    waiting = queries.candidates_for(request.user)
    rows = [{"candidate": item, "own": queries.is_own(item, request.user)} for item in waiting]
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = {"page_obj": page, "count": sum(1 for row in rows if not row["own"]), "tab": "queue"}
    return render(request, "cms_pages/desk_queue.html", context | _tabs(request))


@never_cache
@login_required
@require_safe
def show_mine(request: HttpRequest) -> HttpResponse:
    """Show the user's own drafts and where each stands."""
    return _render_mine(request)


def _render_mine(
    request: HttpRequest, error: DomainError | None = None, correcting: dict[str, Any] | None = None
) -> HttpResponse:
    require_desk(request)
    own = Revision.objects.page_revisions().filter(user=request.user).values("object_id")
    pages = Page.objects.filter(pk__in=[int(row["object_id"]) for row in own]) | Page.objects.filter(
        owner=request.user
    )
    page = Paginator(pages.distinct().order_by("-latest_revision_created_at", "-id"), 20).get_page(
        request.GET.get("page")
    )
    newest = {}
    for candidate in queries.candidates().filter(page_id__in=[item.pk for item in page]).order_by("id"):
        newest[candidate.page_id] = candidate
    hours = {item.page.pk: item.goes_live_at for item in queries.texts_waiting_for_their_hour()}
    rows = [_line_of(item, newest.get(item.pk), hours.get(item.pk)) for item in page]
    context = {
        "page_obj": page,
        "rows": rows,
        "can_submit_many": sum(1 for row in rows if row["may_submit"]) > 1,
        "tab": "mine",
        "error": error,
        "correcting": correcting,
    }
    context |= _tabs(request)
    return render(request, "cms_pages/desk_mine.html", context, status=error.status if error else 200)


def _line_of(page: Page, candidate: Candidate | None, hour: datetime | None) -> dict[str, Any]:
    """Return a text of one's own with its latest review, the hour it waits for, and whether to submit it."""
    waits = hour is not None and candidate is not None and candidate.revision_id == page.latest_revision_id
    busy = candidate is not None and candidate.state == CandidateState.OPEN
    may_submit = not busy and not waits and (not page.live or page.has_unpublished_changes)
    return {"page": page, "candidate": candidate, "hour": hour, "may_submit": may_submit}


@never_cache
@login_required
@require_safe
def show_published(request: HttpRequest) -> HttpResponse:
    """Show publishers what is live and what was taken down."""
    require_publisher(request)
    live = Page.objects.filter(live=True, depth__gt=1).order_by("-last_published_at", "-id")
    page = Paginator(live, 20).get_page(request.GET.get("page"))
    hidden = TakeDown.objects.filter(restored_at=None).select_related("by").order_by("-at")[:20]
    titles = dict(Page.objects.filter(pk__in=[item.page_id for item in hidden]).values_list("pk", "title"))
    rows = [{"record": item, "title": titles.get(item.page_id, "")} for item in hidden]
    waiting = queries.texts_waiting_for_their_hour()
    context = {"page_obj": page, "hidden": rows, "waiting": waiting, "tab": "published"}
    return render(request, "cms_pages/desk_published.html", context | _tabs(request))


@never_cache
@login_required
@require_safe
def show_candidate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Show one text as it was submitted, what changed, its trail, and the decision if it is this user's."""
    return _render_candidate(request, find_readable(request, candidate_id))


@login_required
@require_POST
def approve(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Pass the stage."""
    candidate = find_readable(request, candidate_id)
    _describe(request, candidate, action="review.approve")
    try:
        candidate = services.approve(
            candidate, by=require_user(request), comment=request.POST.get("comment", "")
        )
    except DomainError as error:
        return _render_candidate(request, candidate, error)
    hour = queries.goes_live_at(candidate) if candidate.state == CandidateState.RELEASED else None
    if hour is not None:
        told = _("Approved; the text goes live at %(hour)s.") % {
            "hour": date_format(localtime(hour), "DATETIME_FORMAT")
        }
        messages.success(request, told)
    elif candidate.state == CandidateState.RELEASED:
        messages.success(request, _("Passed; the text is live."))
    else:
        messages.success(request, _("Passed; the text goes to the next stage."))
    return redirect("gate:queue")


@login_required
@require_POST
def return_for_revision(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Send the text back with words."""
    candidate = find_readable(request, candidate_id)
    _describe(request, candidate, action="review.return")
    try:
        services.return_for_revision(
            candidate, by=require_user(request), comment=request.POST.get("comment", "")
        )
    except DomainError as error:
        return _render_candidate(request, candidate, error)
    messages.success(request, _("Sent back to the author."))
    return redirect("gate:queue")


@login_required
@require_POST
def submit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Submit one's own draft."""
    page = find_editable(request, page_id)
    try:
        candidate = services.submit(page.specific, by=require_user(request))
    except NotSubmittable as error:
        describe(request, action="review.submit", object_type="wagtailcore.Page", object_id=page.pk)
        return _render_mine(request, error)
    describe(request, action="review.submit", object_type="cms_pages.Candidate", object_id=candidate.pk)
    messages.success(request, _("Submitted for review."))
    return redirect("gate:mine")


@login_required
@require_POST
def correct(request: HttpRequest, page_id: int) -> HttpResponse:
    """Submit the draft of a live text as an emergency correction, with the reason."""
    page = find_editable(request, page_id)
    reason = request.POST.get("reason", "")
    try:
        candidate = corrections.submit_correction(page.specific, by=require_user(request), reason=reason)
    except Invalid as error:
        describe(request, action="review.correct", object_type="wagtailcore.Page", object_id=page.pk)
        return _render_mine(request, error, correcting={"page": page.pk, "reason": reason})
    describe(request, action="review.correct", object_type="cms_pages.Candidate", object_id=candidate.pk)
    messages.success(request, _("Submitted as an emergency correction; a publisher decides."))
    return redirect("gate:mine")


@login_required
@require_POST
def take_down(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take a live page down with a reason."""
    page = get_object_or_404(Page, pk=page_id, depth__gt=1)
    record = services.take_down(page, by=require_user(request), reason=request.POST.get("reason", ""))
    describe(request, action="review.take_down", object_type="wagtailcore.Page", object_id=page.pk)
    messages.success(request, _("Taken down: %(title)s") % {"title": page.title})
    return redirect("gate:published") if record else redirect("gate:queue")


@login_required
@require_POST
def restore(request: HttpRequest, record_id: int) -> HttpResponse:
    """Put the last approved text of a page back."""
    record = get_object_or_404(TakeDown, pk=record_id)
    services.restore(record, by=require_user(request))
    describe(request, action="review.restore", object_type="wagtailcore.Page", object_id=record.page_id)
    messages.success(request, _("Put back."))
    return redirect("gate:published")


def _describe(request: HttpRequest, candidate: Candidate, *, action: str) -> None:
    describe(
        request,
        action=action,
        object_type="cms_pages.Candidate",
        object_id=candidate.pk,
        unit_id=candidate.unit_id,
    )


def _render_candidate(
    request: HttpRequest, candidate: Candidate, error: DomainError | None = None
) -> HttpResponse:
    revision = Revision.objects.filter(pk=candidate.revision_id).first()
    content = revision.content if revision else {}
    before = queries.previous_content(candidate)
    sections, changes = _compare_fields(before or {}, content)
    passed = {approval.stage: approval for approval in candidate.approvals.all()}
    context = {
        "candidate": candidate,
        "page": revision.as_object() if revision else None,
        "sections": sections,
        "particulars": particulars_of(revision, before) if revision else [],
        "is_new": before is None,
        "correction": corrections.correction_of(candidate),
        "changes": changes,
        "stages": [
            {"stage": Stage(name), "approval": passed.get(name), "current": name == candidate.next_stage}
            for name in candidate.stages
        ],
        "reason": queries.why_not(candidate, request.user),
        "newer": Revision.objects.page_revisions()
        .filter(object_id=str(candidate.page_id), pk__gt=candidate.revision_id)
        .exists(),
        "error": error,
        "comment": request.POST.get("comment", ""),
        "tab": "queue",
    }
    status = error.status if error else 200
    return render(request, "cms_pages/desk_candidate.html", context | _tabs(request), status=status)


def _compare_fields(before: dict[str, Any], content: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """Return what each field that is shown has in rows, with their pictures, and how many rows changed."""
    old, new = lines_by_field(before), lines_by_field(content)
    sections, changes = [], 0
    for name, label in FIELDS.items():
        rows = compare(old.get(name, []), new.get(name, []))
        changed = sum(1 for row in rows if row.kind not in {"same", "moved_away"})
        changes += changed
        if rows and (changed or name in {"title", "body", "questions"} or not before):
            sections.append({"label": label, "rows": fold(rows) if before else rows})
    return sections, changes


def _tabs(request: HttpRequest) -> dict[str, Any]:
    return {"is_publisher": is_publisher(request)}
