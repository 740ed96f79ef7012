"""Posts and terms as of a day, one's own relation, and the dated rules."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import require_user
from core import clock
from core.audit import describe
from core.errors import DomainError, Refused
from core.forms import put_errors, read_number
from organization.authority import grants_of
from organization.development.forms import RuleForm
from organization.models import Membership, Post
from organization.relations import queries, ruling, stays, terms
from organization.relations.models import RelationRule
from organization.relations.rulebook import read_rules
from organization.relations.types import RelationRuleKey
from organization.relations.views import PAGE_SIZE
from organization.types import MembershipKind, Subject, Verb
from organization.units.queries import tree_on
from organization.units.views import asked_day, require_units


@never_cache
@login_required
@require_safe
def show_posts(request: HttpRequest) -> HttpResponse:
    """Show the posts of a day with the days that are left, and those that nobody has taken over."""
    held = require_units(request)
    day, picked = asked_day(request)
    units = held.units_allowed(Verb.VIEW, Subject.UNITS)
    tree, rules = tree_on(day), read_rules()
    wanted = read_number(request.GET.get("unit", ""))
    unit = tree.units.get(wanted) if wanted is not None else None
    if unit is not None:
        units = units.filter(pk=unit.pk)
    lines = terms.lines_on(day, terms.posts_held(day, units))
    notice = rules.on(RelationRuleKey.POST_FIRST, day).value
    lists = terms.sort_lines(lines, notice)
    vacant = [post for post in terms.vacancies(day, units) if post.unit_id in tree]
    labels = {
        "all": pgettext("posts", "All posts"),
        "soon": pgettext("posts", "Ends soon"),
        "over": pgettext("posts", "Term has passed"),
        "open": pgettext("posts", "Without an end"),
        "vacant": pgettext("posts", "Vacant"),
    }
    chosen = request.GET.get("view", "") if request.GET.get("view", "") in labels else "all"
    page = Paginator(vacant if chosen == "vacant" else lists[chosen], PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    counts = {key: len(value) for key, value in lists.items()} | {"vacant": len(vacant)}
    shown: list[Any] = list(page.object_list)
    context = picked | {
        "page_obj": page,
        "rows": [(row, tree.name((row if chosen == "vacant" else row.post).unit_id)) for row in shown],
        "facets": [(key, labels[key], counts[key]) for key in labels],
        "chosen": chosen,
        "chosen_label": labels[chosen],
        "unit": unit,
        "notice": notice,
        "today": clock.today(),
    }
    return render(request, "organization/relations_posts.html", context)


@never_cache
@login_required
@require_safe
def show_own(request: HttpRequest) -> HttpResponse:
    """Show one's own organization relation: who answers, transfers, absences, posts."""
    user, today = require_user(request), clock.today()
    memberships = Membership.objects.filter(person__user=user, kind=MembershipKind.RELATION)
    relations = list(memberships.select_related("unit").order_by("-valid_from"))
    current = next(
        (row for row in relations if row.valid_from <= today and (not row.valid_to or row.valid_to >= today)),
        None,
    )
    transfers = list(queries.own_transfers(user).prefetch_related("steps__unit"))
    context = {
        "current": current,
        "relations": relations,
        "open_transfer": next((row for row in transfers if row.is_open), None),
        "transfers": transfers,
        "stays": stays.with_last_contact(stays.own_stays(user)),
        "posts": Post.objects.filter(person__user=user).select_related("unit").order_by("-valid_from"),
        "today": today,
    }
    return render(request, "organization/relations_own.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_rules(request: HttpRequest) -> HttpResponse:
    """Show the dated rules with their sources; the topmost committee sets new values."""
    held, user = grants_of(request.user), require_user(request)
    subjects = (Subject.TRANSFERS, Subject.MOBILE)
    if not any(held.allows(Verb.VIEW, subject) for subject in subjects):
        raise Refused(_("The rules are seen by those who work by them."))
    may_set = ruling.may_set_rules(user)
    wanted = request.POST.get("key") or request.GET.get("key", "")
    form = RuleForm(request.POST or None, initial={"key": wanted})
    status = 200
    if request.method == "POST":
        describe(request, action="relations.rule", object_type="organization.RelationRule")
        if not may_set:
            raise Refused(_("Rules are set by the topmost party committee."))
        status = 422
        if form.is_valid():
            try:
                ruling.set_rule(by=user, **form.cleaned_data)
            except DomainError as error:
                status = error.status
                put_errors(form, error)
            else:
                messages.success(request, _("The rule was set."))
                return redirect("organization:relation_rules")
    context = {
        "rules": RelationRule.objects.select_related("set_by").order_by("pk"),
        "may_set": may_set,
        "form": form,
        "today": clock.today(),
        "wanted": wanted if wanted in RelationRuleKey.values else "",
        "wanted_label": dict(RelationRuleKey.choices).get(wanted, ""),
    }
    return render(request, "organization/relations_rules.html", context, status=status)
