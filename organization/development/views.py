"""Member development: the list by stage, a case with its 25 steps, the plan, the rules, one's own case."""

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
from core import clock
from core.audit import describe
from core.errors import DomainError, NotFound, Refused
from core.forms import put_errors
from organization import authority
from organization.development import queries, reminding, services
from organization.development.case_view import CaseView, view_case
from organization.development.dates import window_of
from organization.development.forms import (
    ApplicationForm,
    ClosingForm,
    StepForm,
    initial_of,
)
from organization.development.models import DevelopmentCase, RecordKind, StepRecord
from organization.development.steps import LAST, STEPS, Step
from organization.development.types import CaseState, Part, Refusal, Stage
from organization.types import Subject, Verb


def require_reach(request: HttpRequest) -> None:
    """Refuse who works on no unit's development."""
    if not authority.allows(request.user, Verb.VIEW, Subject.DEVELOPMENT):
        raise Refused(_("Member development is seen by those who work on it; your own case is under Me."))


def _find(request: HttpRequest, case_id: int) -> DevelopmentCase:
    """Return a case in reach; somebody's own is refused by name, all others do not exist."""
    case = queries.find_case(request.user, case_id)
    if case is not None:
        return case
    if queries.own_cases(request.user).filter(pk=case_id).exists():
        raise Refused(Refusal.OWN_CASE.label)
    raise NotFound(_("There is no such case."))


@never_cache
@login_required
@require_safe
def show_cases(request: HttpRequest) -> HttpResponse:
    """Show the cases in scope by stage; each count opens its rows."""
    require_reach(request)
    cases = queries.cases_in_reach(request.user)
    units = list(
        authority.units_allowed(request.user, Verb.VIEW, Subject.DEVELOPMENT)
        .filter(pk__in=cases.order_by().values("unit"))
        .order_by("path")
    )
    unit = next((one for one in units if str(one.pk) == request.GET.get("unit")), None)
    if unit is not None:
        cases = cases.filter(unit=unit)
    counts = queries.count_stages(cases)
    wanted = request.GET.get("stage", "")
    stage = Stage(int(wanted)) if wanted in {str(one.value) for one in Stage} else None
    closed = request.GET.get("state") == "closed"
    rows = cases.exclude(state=CaseState.OPEN) if closed else cases.filter(state=CaseState.OPEN)
    if stage is not None and not closed:
        rows = rows.filter(stage=stage)
    page = Paginator(rows.order_by("-stage", "-current_step", "pk").prefetch_related("records"), 30).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": page,
        "rows": [_row(case) for case in _with_book(page)],
        "counts": counts,
        "open_count": sum(count for _stage, count in counts),
        "closed_count": cases.exclude(state=CaseState.OPEN).count(),
        "stage": stage,
        "closed": closed,
        "units": units,
        "unit": unit,
        "may_open": queries.branches_kept(request.user).exists(),
        "last": LAST,
    }
    return render(request, "organization/development_list.html", context)


def _with_book(page: Any) -> list[tuple[DevelopmentCase, Any]]:
    book = queries.rule_book()
    return [(case, book) for case in page]


def _row(pair: tuple[DevelopmentCase, Any]) -> dict[str, Any]:
    case, book = pair
    progress, today = queries.progress_of(case), clock.today()
    windows = [window_of(step.number, progress, book) for step in progress.open_steps]
    known = [window for window in windows if window is not None] if case.is_open else []
    current = next((one for one in known if one.number == case.current_step), None)
    deadline = min((one.deadline.day for one in known if one.deadline), default=None)
    return {
        "case": case,
        "step": STEPS[case.current_step],
        "days_left": current.days_left(today) if current else 0,
        "earliest": current.earliest.day if current else None,
        "overdue": any(window.is_overdue(today) for window in known),
        "deadline": deadline,
        "is_pressing": deadline is not None and deadline <= today + reminding.AHEAD,
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    """Record an application: the first of the 25 steps."""
    branches = queries.branches_kept(request.user).order_by("path")
    if not branches.exists():
        raise Refused(Refusal.NO_GRANT.label)
    wanted = request.POST.get("unit") or request.GET.get("unit") or ""
    unit = branches.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    if wanted and unit is None:
        raise NotFound(_("There is no such branch."))
    unit = unit or (branches.get() if branches.count() == 1 else None)
    context: dict[str, Any] = {"branches": branches, "unit": unit}
    if unit is None:
        return render(request, "organization/development_open.html", context)
    people = queries.applicants_of(unit).exclude(user=require_user(request)).order_by("name", "pk")
    form = ApplicationForm(request.POST or None, applicants=people)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        describe(
            request,
            action="development.open",
            object_type="organization.Person",
            object_id=person.pk,
            unit_id=unit.pk,
        )
        try:
            case = services.open_case(
                person=person, unit=unit, values=form.values(), by=require_user(request)
            )
        except DomainError as error:
            form.take_errors(error.fields, str(error))
        else:
            messages.success(request, _("The application was recorded."))
            return redirect("organization:development_case", case.pk)
    context["form"] = form
    return render(request, "organization/development_open.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def show_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case: what comes next and from when on, its stages and steps, its history."""
    if queries.own_cases(request.user).filter(pk=case_id).exists():
        return redirect("organization:development_own")
    return _render_case(request, _find(request, case_id))


@login_required
@require_POST
def record_step(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """Record one step; what was filled in stays when the rules refuse it."""
    case = _find(request, case_id)
    step = STEPS.get(number)
    if step is None:
        raise NotFound(_("There is no such step."))
    describe(
        request,
        action="development.record",
        object_type="organization.DevelopmentCase",
        object_id=case.pk,
        unit_id=case.unit_id,
        note=f"step {number}",
    )
    form = _step_form(case, step, request.POST)
    refusal = queries.why_not(request.user, case, step)
    if refusal is not None:
        raise Refused(refusal.label)
    status = 422
    if form.is_valid():
        expected = request.POST.get("seen", "")
        try:
            services.record_step(
                case=case,
                number=number,
                values=form.values(),
                by=require_user(request),
                expected=int(expected) if expected.isdecimal() else None,
            )
        except DomainError as error:
            form.take_errors(error.fields, str(error))
            status = error.status
        else:
            messages.success(request, _("Step %(step)s was recorded.") % {"step": number})
            now = _find(request, case_id)
            if now.stage > case.stage:
                messages.success(
                    request, _("On to the next stage: %(stage)s") % {"stage": now.get_stage_display()}
                )
            return redirect("organization:development_case", case.pk)
    return _render_case(request, _find(request, case_id), form=form, status=status)


def _step_form(
    case: DevelopmentCase, step: Step, data: Any = None, initial: dict[str, Any] | None = None
) -> StepForm:
    members = None
    if {Part.CONTACTS, Part.INTRODUCERS} & set(step.parts):
        members = queries.full_members_of(case.unit, clock.today()).exclude(pk=case.person_id)
        members = members.order_by("name", "pk")
    return StepForm(data, step=step, members=members, initial=initial)


def _render_case(
    request: HttpRequest, case: DevelopmentCase, *, form: StepForm | None = None, status: int = 200
) -> HttpResponse:
    view = view_case(case, request.user)
    wanted = request.GET.get("step", "")
    chosen = form.step.number if form else int(wanted) if wanted.isdecimal() else case.current_step
    current = next((one for one in view.next_views if one.step.number == chosen), None)
    if current is None and view.next_views:
        current = view.next_views[-1]
    if form is None and current is not None and current.refusal is None and current.is_open:
        form = _step_form(case, current.step)
    context = {
        "case": case,
        "view": view,
        "current": current,
        "form": form,
        "seen": len(view.history),
        "history": list(reversed(view.history)),
        "correctable": _correctable(request, case, view),
        "may_close": case.is_open and queries.why_not(request.user, case, STEPS[2]) is None,
        "last": LAST,
        "today": clock.today(),
    }
    return render(request, "organization/development_case.html", context, status=status)


def _correctable(request: HttpRequest, case: DevelopmentCase, view: CaseView) -> set[int]:
    """Return the records that this user may correct: those that count and that somebody else recorded."""
    if case.state not in {CaseState.OPEN, CaseState.COMPLETED}:
        return set()
    counting = queries.effective(view.history)
    may = {
        above: next(
            (step for step in STEPS.values() if step.is_superior is above),
            STEPS[2],
        )
        for above in (True, False)
    }
    allowed = {above for above, step in may.items() if queries.why_not(request.user, case, step) is None}
    return {
        record.pk
        for record in counting
        if record.recorded_by_id != request.user.pk and record.step.is_superior in allowed
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct_step(request: HttpRequest, case_id: int, record_id: int) -> HttpResponse:
    """Correct a record of somebody else: a counter-row with the reason, then the right row."""
    case = _find(request, case_id)
    record = (
        case.records.filter(pk=record_id, kind=RecordKind.STEP)
        .select_related("case__person", "case__unit", "recorded_by")
        .first()
    )
    if record is None:
        raise NotFound(_("There is no such step record."))
    describe(
        request,
        action="development.correct",
        object_type="organization.StepRecord",
        object_id=record.pk,
        unit_id=case.unit_id,
        note=f"step {record.number}",
    )
    refusal = queries.why_not(request.user, case, record.step)
    if refusal is not None:
        raise Refused(refusal.label)
    if record.recorded_by_id == request.user.pk:
        raise Refused(_("A second person corrects what was recorded; you recorded this yourself."))
    if request.method != "POST":
        return _render_correction(request, record, _step_form(case, record.step, initial=initial_of(record)))
    form, why = _step_form(case, record.step, request.POST), request.POST.get("why", "")
    takes_back = request.POST.get("action") == "take_back"
    if not takes_back and not form.is_valid():
        return _render_correction(request, record, form, why=why, status=422)
    try:
        services.correct_step(
            record=record,
            values=None if takes_back else form.values(),
            by=require_user(request),
            reason=why,
        )
    except DomainError as error:
        form.is_valid()
        fields = dict(error.fields)
        why_error = fields.pop("why", "")
        if fields or not why_error:
            form.take_errors(fields, str(error))
        return _render_correction(request, record, form, why=why, why_error=why_error, status=error.status)
    messages.success(request, _("The record was corrected."))
    return redirect("organization:development_case", case.pk)


def _render_correction(
    request: HttpRequest,
    record: StepRecord,
    form: StepForm,
    *,
    why: str = "",
    why_error: str = "",
    status: int = 200,
) -> HttpResponse:
    counting = queries.effective(record.case.records.all())
    context = {
        "record": record,
        "case": record.case,
        "form": form,
        "why": why,
        "why_error": why_error,
        "is_last": record.case.is_open
        and bool(counting)
        and counting[-1].pk == record.pk
        and record.number != 1,
    }
    return render(request, "organization/development_correct.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """End a case before its time, with the reason."""
    case = _find(request, case_id)
    describe(
        request,
        action="development.close",
        object_type="organization.DevelopmentCase",
        object_id=case.pk,
        unit_id=case.unit_id,
    )
    refusal = queries.why_not(request.user, case, STEPS[2])
    if refusal is not None:
        raise Refused(refusal.label)
    form = ClosingForm(request.POST or None, initial={"on": clock.today()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                services.close_case(
                    case=case,
                    on=told["on"],
                    reason=told["why"],
                    by=require_user(request),
                    withdrawn=told["how"] == "withdrawn",
                )
            except DomainError as error:
                status = error.status
                put_errors(form, error)
            else:
                messages.success(request, _("The case was closed."))
                return redirect("organization:development_case", case.pk)
    return render(request, "organization/development_close.html", {"case": case, "form": form}, status=status)


@never_cache
@login_required
@require_safe
def print_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case as a sheet for the file."""
    case = _find(request, case_id)
    view = view_case(case, request.user)
    return render(
        request,
        "organization/development_print.html",
        {"case": case, "view": view, "last": LAST, "today": clock.today()},
    )


@never_cache
@login_required
@require_safe
def show_own(request: HttpRequest) -> HttpResponse:
    """Show the reader's own way: what is done, what comes next and from when on."""
    cases = list(queries.own_cases(request.user))
    case = cases[0] if cases else None
    view = view_case(case, request.user) if case else None
    return render(
        request,
        "organization/development_own.html",
        {"case": case, "view": view, "earlier": cases[1:], "last": LAST, "today": clock.today()},
    )
