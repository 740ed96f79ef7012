"""The yearly plan and the dated rules, shown and set."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import require_user
from core import clock
from core.audit import describe
from core.errors import DomainError, NotFound, Refused
from core.forms import put_errors
from organization import authority
from organization.development import planning, queries
from organization.development.forms import QuotaForm, RuleForm
from organization.development.models import DevelopmentRule
from organization.development.types import RuleKey
from organization.development.views import require_reach
from organization.types import Subject, Verb


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_plan(request: HttpRequest) -> HttpResponse:
    """Show the yearly plan by branch; the superior committee sets the places."""
    require_reach(request)
    units = authority.units_allowed(request.user, Verb.VIEW, Subject.DEVELOPMENT)
    this_year = clock.today().year
    wanted = request.POST.get("year") or request.GET.get("year") or ""
    year = int(wanted) if wanted.isdecimal() and 2000 <= int(wanted) <= this_year + 1 else this_year
    problem: dict[str, Any] = {}
    if request.method == "POST":
        form = QuotaForm(request.POST)
        unit = units.filter(pk=form.data["unit"]).first() if form.data.get("unit", "").isdecimal() else None
        if unit is None:
            raise NotFound(_("There is no such branch."))
        describe(
            request,
            action="development.plan",
            object_type="organization.Unit",
            object_id=unit.pk,
            unit_id=unit.pk,
        )
        try:
            quota = form.cleaned_data["quota"] if form.is_valid() else -1
            planning.set_quota(unit=unit, year=year, quota=quota, by=require_user(request))
        except DomainError as error:
            if error.status == 403:
                raise
            problem = {"unit": unit.pk, "text": str(error), "value": request.POST.get("quota", "")}
        else:
            messages.success(request, _("The places were planned."))
            return redirect(f"{request.path}?year={year}")
    lines = queries.plan_of(units, year)
    settable = queries.branches_planned_by(request.user, [line.unit for line in lines])
    page = Paginator(lines, 50).get_page(request.GET.get("page"))
    context = {
        "lines": page.object_list,
        "page_obj": page,
        "year": year,
        "years": [this_year + 1, this_year, this_year - 1, this_year - 2],
        "settable": settable if year >= this_year else set(),
        "problem": problem,
        "planned": sum(line.planned or 0 for line in lines),
        "admitted": sum(line.admitted for line in lines),
    }
    return render(request, "organization/development_plan.html", context, status=422 if problem else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_rules(request: HttpRequest) -> HttpResponse:
    """Show the dated rules with their sources; the topmost committee sets new values."""
    require_reach(request)
    may_set = planning.may_set_rules(require_user(request))
    wanted = request.POST.get("key") or request.GET.get("key", "")
    form = RuleForm(request.POST or None, initial={"key": wanted})
    status = 200
    if request.method == "POST":
        describe(request, action="development.rule", object_type="organization.DevelopmentRule")
        if not may_set:
            raise Refused(_("Rules are set by the topmost party committee."))
        status = 422
        if form.is_valid():
            try:
                planning.set_rule(by=require_user(request), **form.cleaned_data)
            except DomainError as error:
                status = error.status
                put_errors(form, error)
            else:
                messages.success(request, _("The rule was set."))
                return redirect("organization:development_rules")
    context = {
        "rules": DevelopmentRule.objects.select_related("set_by").order_by("pk"),
        "may_set": may_set,
        "form": form,
        "today": clock.today(),
        "wanted": wanted if wanted in RuleKey.values else "",
        "wanted_label": dict(RuleKey.choices).get(wanted, ""),
    }
    return render(request, "organization/development_rules.html", context, status=status)
