"""The desk's pages of internal rules: by the day of their next review, and one rule."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import require_user
from cms_pages.gate.desk import is_publisher, require_desk
from cms_pages.upkeep import queries, services
from cms_pages.upkeep.forms import ReviewForm
from cms_pages.upkeep.types import Outcome
from core.audit import describe
from core.clock import today
from core.errors import NotFound
from core.forms import apply_form

PAGE_SIZE = 20
_TONES = {Outcome.KEEP.value: "ok", Outcome.REVISE.value: "info", Outcome.ABOLISH.value: "warn"}


@never_cache
@login_required
@require_safe
def show_rules(request: HttpRequest) -> HttpResponse:
    """Show the internal rules in force, those to be looked at first."""
    require_desk(request)
    day = today()
    context = {
        "page_obj": Paginator(queries.rules_to_keep(day), PAGE_SIZE).get_page(request.GET.get("page")),
        "today": day,
        "soon": day + queries.SOON,
        "tab": "rules",
        "is_publisher": is_publisher(request),
    }
    return render(request, "cms_pages/desk_rules.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_rule(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a rule with its reviews, and decide what becomes of it."""
    require_desk(request)
    user = require_user(request)
    rule = queries.rules_to_keep().filter(pk=page_id).first()
    if rule is None:
        raise NotFound(_("This is no internal rule in force."))
    outcomes = queries.outcomes_for(user, rule)
    sent = request.method == "POST"
    form = ReviewForm(request.POST if sent else None, outcomes=outcomes)
    if sent:
        describe(request, action="rule.review", object_type="cms_pages.RegulationPage", object_id=rule.pk)
        done = apply_form(form, lambda data: services.review_rule(rule, by=user, **data))
        if done:
            _row, draft = done
            if draft is None:
                messages.success(request, _("Recorded: the rule stays as it is."))
                return redirect("upkeep:rule", rule.pk)
            messages.success(request, _("A draft was made. It counts once it has passed the reviews."))
            return redirect("wagtailadmin_pages:edit", draft.pk)
    context = {
        "rule": rule,
        "reviews": [{"row": row, "tone": _TONES[row.outcome]} for row in queries.reviews_of(rule)],
        "draft": queries.draft_after(rule),
        "form": form if outcomes else None,
        "tab": "rules",
        "is_publisher": is_publisher(request),
    }
    return render(request, "cms_pages/desk_rule.html", context, status=422 if form.errors else 200)
