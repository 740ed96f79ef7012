"""The forms by which an administrator changes units; a refused form keeps what was typed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import require_user
from core import audit, clock
from core.errors import NotFound, Refused
from core.forms import apply_form
from organization.authority import grants_of, units_allowed
from organization.models import Membership, Person, Unit, valid_on
from organization.names import mask_name
from organization.roster.authority import RosterScope, detail_of
from organization.roster.types import Detail
from organization.types import MembershipKind, Subject, Verb
from organization.units import forms as unit_forms
from organization.units import reorganizing, services, terms
from organization.units.models import Committee
from organization.units.queries import tree_on
from organization.units.reorganizing import Part
from organization.units.views import find_unit

Act = Callable[[dict[str, Any]], Any]


def _page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view for signed-in people that shows a form and takes it."""
    return never_cache(login_required(require_http_methods(["GET", "HEAD", "POST"])(view)))


def _managed(request: HttpRequest) -> QuerySet[Unit]:
    """Return the units that the officer manages; refuse who manages none."""
    managed = units_allowed(request.user, Verb.MANAGE, Subject.UNITS)
    if not managed.exists():
        raise Refused(_("Only an administrator of this part of the organization may do this."))
    return managed


def _require_managed(request: HttpRequest, unit_id: int) -> tuple[Unit, QuerySet[Unit]]:
    unit, managed = find_unit(unit_id), _managed(request)
    if not managed.filter(pk=unit.pk).exists():
        raise Refused(_("Only an administrator of this part of the organization may do this."))
    return unit, managed


def _change(
    request: HttpRequest,
    form: forms.Form,
    act: Act,
    *,
    title: str,
    action: str,
    unit: Unit | None = None,
    hint: str = "",
    back: str = "",
) -> HttpResponse:
    """Show a form, or take it and go to the unit that the service returns."""
    if request.method == "POST":
        audit.describe(
            request,
            action=f"units.{action}",
            object_type="organization.Unit",
            object_id=unit.pk if unit else "",
            unit_id=unit.pk if unit else None,
        )
        changed = apply_form(form, act)
        if changed is not None:
            target = changed if isinstance(changed, Unit) else unit
            if target is not None:
                audit.describe(
                    request,
                    action=f"units.{action}",
                    object_type="organization.Unit",
                    object_id=target.pk,
                    unit_id=target.pk,
                )
            messages.success(request, _("Saved."))
            return redirect(back) if back or target is None else redirect("organization:unit", target.pk)
    here = back or (reverse("organization:unit", args=[unit.pk]) if unit else reverse("organization:home"))
    context = {"form": form, "title": title, "unit": unit, "hint": hint, "back": here}
    return render(request, "organization/units_form.html", context, status=422 if form.is_bound else 200)


@_page
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up a unit below one that the officer manages."""
    managed = _managed(request)
    parent = request.GET.get("parent", "")
    initial = {"valid_from": clock.today(), "parent": parent if parent.isdigit() else None}
    form = unit_forms.SetUpForm(request.POST or None, managed=managed, initial=initial)
    by = require_user(request)
    return _change(
        request,
        form,
        lambda data: services.create_unit(by=by, **data),
        title=_("Set up a unit"),
        action="set_up",
    )


@_page
def rename(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Give a unit another name from a day on."""
    unit, _units = _require_managed(request, unit_id)
    initial = {"name": unit.name, "short_name": unit.short_name, "on": clock.today()}
    form = unit_forms.RenameForm(request.POST or None, initial=initial)
    by = require_user(request)
    return _change(
        request,
        form,
        lambda data: services.rename_unit(unit=unit, by=by, **data),
        title=_("Rename"),
        action="rename",
        unit=unit,
        hint=_("The old name stays in every list as of an earlier day."),
    )


@_page
def move(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Hang a unit below another one from a day on."""
    unit, managed = _require_managed(request, unit_id)
    form = unit_forms.MoveForm(
        request.POST or None, managed=managed, unit=unit, initial={"on": clock.today()}
    )
    by = require_user(request)
    return _change(
        request,
        form,
        lambda data: services.move_unit(unit=unit, by=by, **data),
        title=_("Move"),
        action="move",
        unit=unit,
        hint=_("Everything below goes along. Grants above reach it, or no longer, from that day on."),
    )


@_page
def merge(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Let other units go over into this one."""
    unit, managed = _require_managed(request, unit_id)
    form = unit_forms.MergeForm(
        request.POST or None, managed=managed, unit=unit, initial={"on": clock.today()}
    )
    by = require_user(request)
    return _change(
        request,
        form,
        lambda data: reorganizing.merge_units(into=unit, by=by, **data),
        title=_("Merge other units into this one"),
        action="merge",
        unit=unit,
        hint=_(
            "Their members and sub-units go over into this unit; their posts, committees and grants end "
            "on the eve."
        ),
    )


@_page
def dissolve(request: HttpRequest, unit_id: int) -> HttpResponse:
    """End a unit with a last day."""
    unit, managed = _require_managed(request, unit_id)
    form = unit_forms.DissolveForm(
        request.POST or None, managed=managed, unit=unit, initial={"last_day": clock.today()}
    )
    by = require_user(request)
    return _change(
        request,
        form,
        lambda data: reorganizing.dissolve_unit(unit=unit, by=by, **data),
        title=_("Dissolve"),
        action="dissolve",
        unit=unit,
        hint=_("Posts, committees and grants of the unit end with its last day. Its history stays."),
    )


@_page
def split(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Let people and sub-units of a unit go over into new ones."""
    unit, _units = _require_managed(request, unit_id)
    tree = tree_on(clock.today())
    form = unit_forms.SplitForm(
        request.POST or None,
        people=_people_of(request, unit, clock.today()),
        children=[(pk, tree.name(pk)) for pk in tree.children(unit.pk)],
        initial={"on": clock.today()},
    )
    by = require_user(request)

    def act(data: dict[str, Any]) -> Unit:
        parts = [
            Part(
                name=data[f"name_{number}"],
                code=data[f"code_{number}"],
                people=data[f"people_{number}"],
                children=data[f"children_{number}"],
            )
            for number in (1, 2)
            if data[f"name_{number}"]
        ]
        reorganizing.split_unit(
            unit=unit, parts=parts, on=data["on"], by=by, reason=data["reason"], ends=data["ends"]
        )
        return unit

    return _change(
        request,
        form,
        act,
        title=_("Split"),
        action="split",
        unit=unit,
        hint=_("The new units hang beside this one. A party group takes its members along."),
    )


def _people_of(request: HttpRequest, unit: Unit, day: date) -> list[tuple[int, str]]:
    """Return the members of a unit as the officer may see them, to choose from."""
    scope = RosterScope(grants_of(request.user))
    kind = MembershipKind.of_unit(unit.kind)
    here = Membership.objects.filter(valid_on(day), unit=unit, kind=kind)
    people = scope.with_detail(Person.objects.filter(pk__in=here.values("person")), day)
    return [
        (
            person.pk,
            f"{mask_name(person.name) if detail_of(person) is Detail.MASKED else person.name} #{person.pk}",
        )
        for person in people.order_by("name_pinyin", "pk")
    ]


@_page
def elect(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Enter the committee that was elected."""
    unit, _units = _require_managed(request, unit_id)
    form = unit_forms.ElectForm(request.POST or None, initial={"first_day": clock.today()})
    by = require_user(request)
    return _change(
        request,
        form,
        lambda data: terms.elect_committee(unit=unit, by=by, **data),
        title=_("Enter an elected committee"),
        action="elect",
        unit=unit,
        hint=_("The committee before it ends on the eve. Its members are those who hold its posts."),
    )


def _committee(request: HttpRequest, committee_id: int) -> Committee:
    committee = Committee.objects.filter(pk=committee_id).select_related("unit").first()
    if committee is None:
        raise NotFound(_("There is no such committee."))
    _require_managed(request, committee.unit_id)
    return committee


@_page
def postpone(request: HttpRequest, committee_id: int) -> HttpResponse:
    """Enter another planned end of a term."""
    committee = _committee(request, committee_id)
    form = unit_forms.PostponeForm(request.POST or None, initial={"planned_end": committee.planned_end})
    by = require_user(request)
    return _change(
        request,
        form,
        lambda data: terms.postpone_election(committee=committee, by=by, **data),
        title=_("Postpone the election"),
        action="postpone",
        unit=committee.unit,
    )


@_page
def end(request: HttpRequest, committee_id: int) -> HttpResponse:
    """End a committee without another one following."""
    committee = _committee(request, committee_id)
    form = unit_forms.EndForm(request.POST or None, initial={"last_day": clock.today()})
    by = require_user(request)
    return _change(
        request,
        form,
        lambda data: terms.end_committee(committee=committee, by=by, **data),
        title=_("End the committee"),
        action="end_committee",
        unit=committee.unit,
    )


@_page
def change_term(request: HttpRequest) -> HttpResponse:
    """Enter how long terms are from a day on."""
    by = require_user(request)
    services.require_manager(by, None)
    form = unit_forms.TermRuleForm(request.POST or None, initial={"remind_days": 180})
    return _change(
        request,
        form,
        lambda data: terms.change_term(by=by, **data),
        title=_("Change the length of terms"),
        action="change_term",
        hint=_("Committees that are in office keep their planned end."),
        back=reverse("organization:terms"),
    )


@_page
def change_threshold(request: HttpRequest) -> HttpResponse:
    """Enter from how many members on a warning is given."""
    by = require_user(request)
    services.require_manager(by, None)
    form = unit_forms.ThresholdForm(request.POST or None)
    return _change(
        request,
        form,
        lambda data: terms.change_threshold(by=by, **data),
        title=_("Change a threshold"),
        action="change_threshold",
        hint=_("Earlier days keep the threshold that held then."),
        back=reverse("organization:coverage"),
    )
