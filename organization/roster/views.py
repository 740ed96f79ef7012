"""The roster and the page of a person, each in the detail that the reader's grants allow."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import audit, clock
from core.errors import NotFound, Refused
from core.forms import read_number
from organization.authority import people_allowed
from organization.profiles.services import log_view
from organization.roster import queries
from organization.roster.authority import RosterScope, scope_of
from organization.roster.forms import FilterForm, PurposeForm
from organization.roster.queries import RosterFilter
from organization.roster.types import Detail, ListOrder
from organization.types import PartyStatus, Subject, Verb
from organization.units.queries import tree_on


def require_scope(request: HttpRequest) -> RosterScope:
    """Return what the reader sees of the roster; refuse who sees nothing of it."""
    scope = scope_of(request.user)
    if not scope.sees_any:
        raise Refused(_("You have no roster to look at. Ask the one who gives grants in your unit."))
    return scope


def read_filter(form: FilterForm) -> RosterFilter:
    """Return what a filter form asks for; what is wrong in it falls away and is shown beside its field."""
    form.is_valid()
    data = form.cleaned_data
    unit = data.get("unit")
    return RosterFilter(
        on=data.get("on") or clock.today(),
        unit_id=unit.pk if unit else None,
        standing=data.get("standing") or "",
        text=(data.get("q") or "").strip(),
        order=ListOrder(data.get("order") or ListOrder.PINYIN),
    )


@never_cache
@login_required
@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """Show a page of the roster with its filters and the counts that open rows."""
    scope = require_scope(request)
    form = FilterForm(request.GET, units=scope.units)
    wanted = read_filter(form)
    page = queries.read_page(
        scope, wanted, after=_position(request, "after"), before=_position(request, "before")
    )
    kept = {
        name: request.GET[name] for name in ("q", "unit", "standing", "order", "on") if request.GET.get(name)
    }
    context = {
        "form": form,
        "page": page,
        "wanted": wanted,
        "is_past": wanted.on != clock.today(),
        "standings": [
            (value, label, page.standings.get(value, 0), _without(kept, standing=value))
            for value, label in PartyStatus.choices
            if page.standings.get(value)
        ],
        "everyone": (sum(page.standings.values()), _without(kept, standing="")),
        "units": [(name, number, _without(kept, unit=str(pk))) for pk, name, number in page.units],
        "unit_name": page.tree.name(wanted.unit_id) if wanted.unit_id else "",
        "kept": kept,
        "first": _without(kept),
        "next": _without(kept, after=str(page.after)) if page.after else "",
        "previous": _without(kept, before=str(page.before)) if page.before else "",
        "manages": scope.manages_any,
        "shows_details": any(row.detail is Detail.FULL for row in page.rows),
        "shows_masked": any(row.detail is Detail.MASKED for row in page.rows),
    }
    return render(request, "organization/roster_list.html", context, status=200 if form.is_valid() else 422)


def _position(request: HttpRequest, name: str) -> int | None:
    return read_number(request.GET.get(name, ""))


def _without(kept: dict[str, str], **changed: str) -> str:
    return urlencode({name: value for name, value in (kept | changed).items() if value})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a person to an officer; who sees them masked states a purpose first. The viewing is kept."""
    scope = require_scope(request)
    day = _day(request)
    person = scope.with_detail(scope.people(day), day).filter(pk=person_id).first()
    if person is None:
        raise NotFound(_("There is nothing here for you."))
    if person.in_full:
        return _render_person(request, scope, person, day, purpose=_("Keeping the roster"))
    if (
        person.in_name
        and not scope.people(day, scope.units.exclude(pk__in=scope.groups)).filter(pk=person_id).exists()
    ):
        raise Refused(_("As leader of the party group you see the names of its members only."))
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        audit.describe(request, action="roster.view", object_type="person", object_id=person_id)
        if form.is_valid():
            return _render_person(request, scope, person, day, purpose=form.cleaned_data["purpose"])
    context = {"form": form, "row": queries.as_row(person, {}, tree_on(day)), "day": day}
    return render(request, "organization/roster_purpose.html", context, status=422 if form.is_bound else 200)


def _day(request: HttpRequest) -> date:
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return clock.today()
    return min(day, clock.today())


def _render_person(
    request: HttpRequest, scope: RosterScope, person: Any, day: date, *, purpose: str
) -> HttpResponse:
    today = clock.today()
    sees_contact = people_allowed(request.user, Verb.VIEW, Subject.CONTACTS).filter(pk=person.pk).exists()
    contact = getattr(person, "contact", None) if sees_contact else None
    fields = ["name", "staff_number", "party_status", "joined_on", "membership", "post"]
    seen = [*fields, *(["phone", "email"] if contact else [])]
    log_view(request.user, person, seen, purpose)  # type: ignore[arg-type]
    managed = scope.people(today, scope.managed).filter(pk=person.pk).exists()
    kept = set(scope.managed.values_list("pk", flat=True)) if managed else set()
    context = {
        "person": person,
        "day": day,
        "is_past": day != today,
        "today": today,
        "sees_contact": sees_contact,
        "contact": contact,
        "standings": person.standings.order_by("-valid_from"),
        "memberships": person.memberships.select_related("unit").order_by("-valid_from"),
        "posts": person.posts.select_related("unit").order_by("-valid_from"),
        "may_manage": managed,
        "managed": kept,
        "on_need": not person.in_full,
    }
    return render(request, "organization/roster_person.html", context)
