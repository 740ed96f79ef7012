"""The organization as of a day: the chart, a unit, its people, terms and coverage."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import require_user
from core import clock
from core.errors import NotFound, Refused
from core.forms import read_number
from organization.authority import HeldGrants, allows, grants_of, units_allowed
from organization.models import Membership, Post, Unit, UnitEdge, UnitName, valid_on
from organization.names import mask_name
from organization.places import places_for
from organization.roster.authority import RosterScope
from organization.roster.queries import as_row
from organization.types import PartyStatus, Subject, Verb
from organization.units import chart, ending
from organization.units.counting import CoverageWarning, count_people, people_of, rules_on, warnings_on
from organization.units.forms import OnForm
from organization.units.models import Committee, UnitLink
from organization.units.queries import UnitTree, standings_on, tree_on
from organization.units.types import CoverageKind

PAGE_SIZE = 30


def asked_day(request: HttpRequest) -> tuple[date, dict[str, Any]]:
    """Return the day that a page is asked for (today without one), and what the date picker shows."""
    today = clock.today()
    form = OnForm(request.GET if "on" in request.GET else None)
    day = (form.cleaned_data["on"] or today) if form.is_bound and form.is_valid() else today
    query = "" if day == today else "?" + urlencode({"on": day.isoformat()})
    errors = list(form.errors.get("on", [])) if form.is_bound else []
    return day, {"on": day, "today": today, "is_today": day == today, "on_query": query, "on_errors": errors}


def _unit_ids(held: HeldGrants, subject: Subject) -> frozenset[int]:
    """Return the ids of the units whose records of a sort these grants let one see."""
    if not held.allows(Verb.VIEW, subject):
        return frozenset()
    return frozenset(held.units_allowed(Verb.VIEW, subject).values_list("pk", flat=True))


@never_cache
@login_required
@require_safe
def show_chart(request: HttpRequest) -> HttpResponse:
    """Show the organization chart of a day, and where else in the organization the reader may go."""
    day, picked = asked_day(request)
    held = grants_of(request.user)
    tree = tree_on(day)
    counts = count_people(tree, _unit_ids(held, Subject.ROSTER))
    top = _wanted_unit(request.GET.get("top"), tree)
    nodes = (chart.draw_unit(counts, top),) if top is not None else chart.draw(counts)
    context = picked | {
        "nodes": nodes,
        "top": tree.units[top] if top is not None else None,
        "above": [tree.units[pk] for pk in tree.path(top)[:-1]] if top is not None else [],
        "size": len(tree.units),
        "places": places_for(held),
        "may_set_up": held.allows(Verb.MANAGE, Subject.UNITS),
    }
    return render(request, "organization/units_chart.html", context)


def _wanted_unit(text: str | None, tree: UnitTree) -> int | None:
    if not text:
        return None
    unit_id = read_number(text)
    if unit_id is None or unit_id not in tree:
        raise NotFound(_("There is no such unit on that day."))
    return unit_id


@never_cache
@login_required
@require_safe
def show_level(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Return the units directly below one, for a chart that opens it."""
    day, picked = asked_day(request)
    tree = tree_on(day)
    if unit_id not in tree:
        raise NotFound(_("There is no such unit on that day."))
    counts = count_people(tree, _unit_ids(grants_of(request.user), Subject.ROSTER))
    nodes = chart.draw(counts, unit_id, levels=1)
    return render(request, "organization/units_level.html", picked | {"nodes": nodes})


@never_cache
@login_required
@require_safe
def show_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show a unit as of a day: names and places through time, committee, posts, sub-units."""
    day, picked = asked_day(request)
    unit = find_unit(unit_id)
    held = grants_of(request.user)
    tree = tree_on(day)
    counts = count_people(tree, _unit_ids(held, Subject.ROSTER))
    posts = ending.posts_on(day, unit.pk)
    committees = ending.committees_on(day, [unit.pk]).get(unit.pk, [])
    named = held.allows(Verb.VIEW, Subject.UNITS, unit=unit) or _belongs_below(request, unit)
    exists = unit.pk in tree
    manages = held.allows(Verb.MANAGE, Subject.UNITS, unit=unit)
    links = UnitLink.objects.select_related("predecessor", "successor")
    context = picked | {
        "unit": unit,
        "then": tree.units.get(unit.pk),
        "path": [tree.units[pk] for pk in tree.path(unit.pk)[:-1]],
        "names": unit.names.order_by("-valid_from"),
        "edges": _places_through_time(unit),
        "origins": links.filter(successor=unit),
        "successions": links.filter(predecessor=unit),
        "posts": [(post, _shown(post, named)) for post in posts],
        "committees": [
            (committee, [(post, _shown(post, named)) for post in ending.members_of(committee, posts)])
            for committee in committees
        ],
        "past_committees": Committee.objects.filter(unit=unit, valid_to__lt=day).order_by("-valid_from"),
        "children": [
            (tree.units[pk], counts.below(pk) if pk in counts.within else None)
            for pk in tree.children(unit.pk)
        ],
        "count": counts.below(unit.pk) if exists and unit.pk in counts.within else None,
        "direct": counts.direct.get(unit.pk, 0),
        "manages": manages and unit.valid_to is None and picked["is_today"],
        "warnings": _warnings_of(tree, unit.pk) if exists and _sees_units(held, unit) else [],
    }
    return render(request, "organization/units_unit.html", context)


def find_unit(unit_id: int) -> Unit:
    """Return a unit, living or ended."""
    unit: Unit | None = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(_("There is no such unit."))
    return unit


def _sees_units(held: HeldGrants, unit: Unit) -> bool:
    return held.allows(Verb.VIEW, Subject.UNITS, unit=unit)


def _belongs_below(request: HttpRequest, unit: Unit) -> bool:
    """Return whether the reader belongs to a unit or to one below it, and so knows its officers."""
    own = Membership.objects.filter(valid_on(clock.today()), person__user=require_user(request))
    return own.filter(unit__path__startswith=unit.path).exists()


def _shown(post: Post, named: bool) -> str:
    return post.person.name if named else mask_name(post.person.name)


def _places_through_time(unit: Unit) -> list[tuple[UnitEdge, str]]:
    """Return each place of a unit with the name that the superior bore when it began."""
    edges = list(unit.edges.select_related("parent").order_by("-valid_from"))
    parents = {edge.parent_id for edge in edges}
    names = list(UnitName.objects.filter(unit__in=parents))
    found = []
    for edge in edges:
        then = [
            name.name
            for name in names
            if name.unit_id == edge.parent_id
            and name.valid_from <= edge.valid_from
            and (name.valid_to is None or name.valid_to >= edge.valid_from)
        ]
        found.append((edge, then[0] if then else edge.parent.name))
    return found


def _warnings_of(tree: UnitTree, unit_id: int) -> list[CoverageWarning]:
    return warnings_on(tree, {unit_id})


@never_cache
@login_required
@require_safe
def show_people(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show the people whom a count of a unit counts, in as much detail as the reader may see."""
    day, picked = asked_day(request)
    unit = find_unit(unit_id)
    held = grants_of(request.user)
    if not held.allows(Verb.VIEW, Subject.ROSTER, unit=unit):
        raise Refused(_("You may not see who belongs to this unit."))
    tree = tree_on(day)
    if unit.pk not in tree:
        raise NotFound(_("There is no such unit on that day."))
    scope = RosterScope(held)
    below = request.GET.get("reach") != "here"
    wanted = [value for value in request.GET.getlist("standing") if value in PartyStatus.values]
    reach = _unit_ids(held, Subject.ROSTER)
    people = people_of(tree, unit.pk, within=reach, below=below, standings=wanted)
    page = Paginator(people.order_by("name_pinyin", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    ids = [person.pk for person in page]
    standings = standings_on(ids, on=day)
    there = Membership.objects.filter(valid_on(day), person__in=ids).values_list("person", "kind", "unit")
    places: dict[int, dict[str, int]] = {}
    for person_id, kind, place in there:
        places.setdefault(person_id, {})[kind] = place
    rows = []
    for person in scope.with_detail(people.filter(pk__in=ids), day).order_by("name_pinyin", "pk"):
        person.standing = standings.get(person.pk, "")
        rows.append(as_row(person, places.get(person.pk, {}), tree))
    context = picked | {
        "unit": unit,
        "then": tree.units[unit.pk],
        "rows": rows,
        "page_obj": page,
        "below": below,
        "standings": [PartyStatus(value).label for value in wanted],
    }
    return render(request, "organization/units_people.html", context)


def require_units(request: HttpRequest) -> HeldGrants:
    """Return the grants of one who sees the terms and coverage of some unit; refuse everybody else."""
    held = grants_of(request.user)
    if not held.allows(Verb.VIEW, Subject.UNITS):
        raise Refused(_("Only the officers of a unit see its terms and coverage."))
    return held


@never_cache
@login_required
@require_safe
def show_terms(request: HttpRequest) -> HttpResponse:
    """Show which committees and posts end soon, and every committee of the reader's units."""
    held = require_units(request)
    day, picked = asked_day(request)
    units = held.units_allowed(Verb.VIEW, Subject.UNITS)
    tree = tree_on(day)
    named = _unit_ids(held, Subject.UNITS)
    page = Paginator(
        Committee.objects.filter(valid_on(day), unit__in=units).order_by("planned_end", "pk"), PAGE_SIZE
    ).get_page(request.GET.get("page"))
    managed = set(held.units_allowed(Verb.MANAGE, Subject.UNITS).values_list("pk", flat=True))
    context = picked | {
        "endings": [
            (item, tree.name(item.unit_id), item.unit_id in managed)
            for item in ending.endings_on(day, units)
            if item.unit_id in named
        ],
        "page_obj": page,
        "rows": [(item, tree.name(item.unit_id), item.unit_id in managed) for item in page],
        "rules": ending.rules_on(day).values(),
        "may_change": allows(request.user, Verb.MANAGE, Subject.UNITS),
    }
    return render(request, "organization/units_terms.html", context)


@never_cache
@login_required
@require_safe
def show_coverage(request: HttpRequest) -> HttpResponse:
    """Show what the coverage of the reader's units warns of on a day, each with the people it counts."""
    held = require_units(request)
    day, picked = asked_day(request)
    tree = tree_on(day)
    seen = set(units_allowed(request.user, Verb.VIEW, Subject.UNITS).values_list("pk", flat=True))
    countable = _unit_ids(held, Subject.ROSTER)
    found = warnings_on(tree, seen)
    rules = rules_on(day)
    groups = [
        (
            kind,
            rules.get(kind),
            [
                (item, tree.units[item.unit_id], _rows_query(item, day), _counted(item, tree) <= countable)
                for item in sorted(found, key=lambda item: -item.count)
                if item.kind == kind
            ],
        )
        for kind in CoverageKind
    ]
    context = picked | {
        "groups": groups,
        "total": len(found),
        "may_change": allows(request.user, Verb.MANAGE, Subject.UNITS),
    }
    return render(request, "organization/units_coverage.html", context)


def _counted(item: CoverageWarning, tree: UnitTree) -> set[int]:
    """Return the units whose people a warning counts; who may not list them all gets no link."""
    return tree.below(item.unit_id) if item.counts_below else {item.unit_id}


def _rows_query(item: CoverageWarning, day: date) -> str:
    """Return the query under which the people whom a warning counts are listed."""
    reach = "below" if item.counts_below else "here"
    return urlencode({"on": day.isoformat(), "reach": reach, "standing": item.standings}, doseq=True)
