"""The pages of grants: the list, giving and asking, the second person's answer, the quarterly review."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import require_user
from core import audit, clock
from core.errors import DomainError, Invalid, Refused
from core.forms import put_errors
from organization.grants import queries, reach, services
from organization.grants.forms import AnswerForm, GrantFilter, GrantForm, ReasonForm
from organization.grants.types import GrantRequestState, ReviewOutcome
from organization.models import Grant
from organization.types import GrantVerbs, Subject, Verb

PAGE_SIZE = 30


def _filtered(grants: QuerySet[Grant], form: GrantFilter) -> QuerySet[Grant]:
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    today = clock.today()
    if wanted.get("ended"):
        grants = grants.filter(queries.ended_on(wanted.get("on") or today))
    elif wanted.get("on"):
        grants = grants.filter(queries.standing_on(wanted["on"]))
    else:
        grants = grants.exclude(queries.ended_on(today))
    if wanted.get("role"):
        grants = grants.filter(role=wanted["role"])
    if wanted.get("unit"):
        grants = grants.filter(unit=wanted["unit"])
    if wanted.get("user"):
        text = wanted["user"].strip()
        grants = grants.filter(Q(user__username__icontains=text) | Q(user__first_name__icontains=text))
    return grants.order_by("user_id", "role", "pk")


@never_cache
@login_required
@require_safe
def show_grants(request: HttpRequest) -> HttpResponse:
    """Show who holds what where, and which requests wait for a second person."""
    held = reach.require_reader(request.user)
    form = GrantFilter(request.GET or None)
    grants = _filtered(queries.grants_visible_to(request.user, held), form)
    page = Paginator(grants, PAGE_SIZE).get_page(request.GET.get("page"))
    manages = set(
        held.units_allowed(Verb.MANAGE, Subject.GRANTS)
        .filter(pk__in=[grant.unit_id for grant in page if grant.unit_id])
        .values_list("pk", flat=True)
    )
    everywhere = held.allows_everywhere(Verb.MANAGE, Subject.GRANTS)
    today = clock.today()
    rows = [
        {
            "grant": grant,
            "state": _state(grant),
            "ended": grant.withdrawn_at is not None
            or (grant.valid_to is not None and grant.valid_to < today),
            "may_withdraw": everywhere if grant.unit_id is None else grant.unit_id in manages,
        }
        for grant in page
    ]
    requests = queries.open_requests(queries.requests_visible_to(request.user, held))[:50]
    context = {
        "form": form if form.is_bound else GrantFilter(),
        "filtered": form.is_bound,
        "page_obj": page,
        "rows": rows,
        "requests": requests,
        "may_ask": reach.may_ask(held),
        "may_review": held.allows(Verb.MANAGE, Subject.GRANTS),
        "reads_log": held.allows(Verb.VIEW, Subject.AUDIT_LOG),
        "quarter": queries.quarter_of(today),
    }
    return render(request, "organization/grants_list.html", context)


def _state(grant: Grant) -> tuple[str, str]:
    today = clock.today()
    if grant.withdrawn_at is not None:
        return "bad", _("Withdrawn")
    if grant.valid_to is not None and grant.valid_to < today:
        return "plain", _("Ended")
    if grant.valid_from > today:
        return "info", _("Not yet begun")
    return "ok", _("In force")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Give a business role, or ask for an administrator's, which waits for a second person."""
    held = reach.require_asker(request.user)
    user = require_user(request)
    units = held.units_allowed(Verb.MANAGE, Subject.ADMINISTRATORS)
    everywhere = held.allows_everywhere(Verb.MANAGE, Subject.ADMINISTRATORS)
    form = GrantForm(
        units, request.POST or None, everywhere=everywhere, initial={"valid_from": clock.today()}
    )
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        told["verbs"] = told["verbs"].split(",")
        reason = told.pop("reason")
        try:
            if queries.needs_two_people(told["role"]):
                asked = services.ask_for_grant(**told, reason=reason, by=user)
                audit.describe(
                    request,
                    action="grant.ask",
                    object_type="organization.GrantRequest",
                    object_id=asked.pk,
                    unit_id=asked.unit_id,
                )
                messages.success(request, _("Asked for. A second administrator confirms or declines it."))
            else:
                grant = services.grant_role(**told, by=user)
                audit.describe(
                    request,
                    action="grant.give",
                    object_type="organization.Grant",
                    object_id=grant.pk,
                    unit_id=grant.unit_id,
                    note=reason,
                )
                messages.success(request, _("The role has been given."))
            return redirect("organization:grants")
        except Refused:
            raise
        except DomainError as error:
            put_errors(form, error)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "organization/grants_give.html", {"form": form}, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Withdraw a grant at once, with the reason."""
    grant = reach.find_grant(request.user, grant_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        audit.describe(
            request,
            action="grant.withdraw",
            object_type="organization.Grant",
            object_id=grant.pk,
            unit_id=grant.unit_id,
        )
        try:
            services.withdraw_grant(grant=grant, by=require_user(request), reason=form.cleaned_data["reason"])
            messages.success(request, _("The grant has been withdrawn; it counts no longer."))
            return redirect("organization:grants")
        except Refused:
            raise
        except DomainError as error:
            put_errors(form, error)
    context = {"grant": grant, "form": form, "verbs": GrantVerbs(grant.verbs).label}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "organization/grants_withdraw.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show a request for an administrator's role; a second administrator confirms or declines it."""
    asked = reach.find_request(request.user, request_id)
    user = require_user(request)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decision = request.POST.get("decision")
        audit.describe(
            request,
            action=f"grant.{'confirm' if decision == 'confirm' else 'decline'}",
            object_type="organization.GrantRequest",
            object_id=asked.pk,
            unit_id=asked.unit_id,
        )
        try:
            if decision == "confirm":
                services.confirm_grant(request_id=asked.pk, by=user)
                messages.success(request, _("Confirmed: the account is administrator now."))
            elif decision == "decline":
                services.decline_grant(request_id=asked.pk, by=user, reason=form.cleaned_data["reason"])
                messages.success(request, _("Declined."))
            else:
                raise Invalid(_("Confirm or decline."))
            return redirect("organization:grants")
        except Refused:
            raise
        except DomainError as error:
            put_errors(form, error)
    is_open = asked.state == GrantRequestState.OPEN and asked.expires_at > clock.now()
    context = {
        "asked": asked,
        "form": form,
        "may_decide": is_open and services.may_decide(asked, user),
        "is_open": is_open,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "organization/grants_request.html", context, status=status)


@never_cache
@login_required
@require_safe
def show_review(request: HttpRequest) -> HttpResponse:
    """Show which grants this quarter's review still lacks, and who has reviewed what when."""
    held = reach.require_reader(request.user)
    quarter = queries.quarter_of(clock.today())
    waiting = queries.to_review(request.user, quarter)
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "quarter": quarter,
        "page_obj": page,
        "done": queries.reviewed(request.user, quarter)[:50],
        "may_review": held.allows(Verb.MANAGE, Subject.GRANTS),
        "own_id": require_user(request).pk,
    }
    return render(request, "organization/grants_review.html", context)


@login_required
@require_POST
def review(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Keep or withdraw one grant in this quarter's review."""
    grant = reach.find_grant(request.user, grant_id)
    outcome = request.POST.get("outcome", "")
    audit.describe(
        request,
        action="grant.review",
        object_type="organization.Grant",
        object_id=grant.pk,
        unit_id=grant.unit_id,
    )
    services.review_grant(
        grant=grant,
        outcome=outcome,
        by=require_user(request),
        reason=_("Not needed any more, says the quarterly review.")
        if outcome == ReviewOutcome.WITHDRAWN
        else "",
    )
    messages.success(request, _("Reviewed."))
    return redirect("organization:grant_review")
