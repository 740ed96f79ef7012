"""The forms with which an officer keeps the roster; what the services refuse stands beside its field."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import audit, clock
from core.errors import NotFound, Refused
from core.forms import apply_form
from organization.models import Membership, Person, Post
from organization.roster import services
from organization.roster.authority import RosterScope
from organization.roster.forms import (
    JoinForm,
    LastDayForm,
    ParticularsForm,
    PersonForm,
    PostForm,
    StandingForm,
)
from organization.roster.views import require_scope

_editing = require_http_methods(["GET", "HEAD", "POST"])


def require_manager(request: HttpRequest) -> RosterScope:
    """Return the scope of one who keeps a roster; refuse everybody else."""
    scope = require_scope(request)
    if not scope.manages_any:
        raise Refused(_("Only who keeps the roster may do this."))
    return scope


def _managed_person(scope: RosterScope, person_id: int) -> Person:
    """Return a person of the managed units; one who is only seen is refused, an unseen one not found."""
    day = clock.today()
    if scope.people(day, scope.managed).filter(pk=person_id).exists():
        return Person.objects.get(pk=person_id)
    if scope.people(day).filter(pk=person_id).exists():
        raise Refused(_("You do not keep the roster of this person's unit."))
    raise NotFound(_("There is nothing here for you."))


def _edit(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    action: str,
    person: Person | None = None,
    done: str = "",
) -> HttpResponse:
    if request.method == "POST":
        audit.describe(request, action=action, object_type="person", object_id=person.pk if person else "")
        changed = apply_form(form, act)
        if changed is not None:
            target = person or changed
            audit.describe(request, action=action, object_type="person", object_id=target.pk)
            messages.success(request, done or _("Saved."))
            return redirect("organization:roster_person", target.pk)
    back = (
        reverse("organization:roster_person", args=[person.pk]) if person else reverse("organization:roster")
    )
    context = {"form": form, "title": title, "person": person, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "organization/roster_form.html", context, status=status)


@never_cache
@login_required
@_editing
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a new person."""
    scope = require_manager(request)
    form = PersonForm(request.POST or None, units=scope.managed)
    return _edit(
        request,
        form,
        lambda data: services.enter_person(by=request.user, **data),  # type: ignore[arg-type]
        title=_("Enter a person"),
        action="roster.enter",
    )


@never_cache
@login_required
@_editing
def correct(request: HttpRequest, person_id: int) -> HttpResponse:
    """Correct what is written about a person."""
    person = _managed_person(require_manager(request), person_id)
    initial = {name: getattr(person, name) for name in ("name", "staff_number", "joined_on")}
    form = ParticularsForm(request.POST or None, initial=initial)
    return _edit(
        request,
        form,
        lambda data: services.correct_person(person=person, by=request.user, **data),  # type: ignore[arg-type]
        title=_("Correct particulars"),
        action="roster.correct",
        person=person,
    )


@never_cache
@login_required
@_editing
def change_standing(request: HttpRequest, person_id: int) -> HttpResponse:
    """Note another standing from a day on."""
    person = _managed_person(require_manager(request), person_id)
    form = StandingForm(request.POST or None, initial={"status": person.party_status})
    return _edit(
        request,
        form,
        lambda data: services.change_standing(person=person, by=request.user, **data),  # type: ignore[arg-type]
        title=_("Change the party status"),
        action="roster.change_standing",
        person=person,
    )


@never_cache
@login_required
@_editing
def join(request: HttpRequest, person_id: int) -> HttpResponse:
    """Make a person belong to a unit."""
    scope = require_manager(request)
    person = _managed_person(scope, person_id)
    form = JoinForm(request.POST or None, units=scope.managed)
    return _edit(
        request,
        form,
        lambda data: services.join_unit(person=person, by=request.user, **data),  # type: ignore[arg-type]
        title=_("Add to a unit"),
        action="roster.join",
        person=person,
    )


@never_cache
@login_required
@_editing
def give_post(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a person a post."""
    scope = require_manager(request)
    person = _managed_person(scope, person_id)
    form = PostForm(request.POST or None, units=scope.managed)
    return _edit(
        request,
        form,
        lambda data: services.give_post(person=person, by=request.user, **data),  # type: ignore[arg-type]
        title=_("Give a post"),
        action="roster.give_post",
        person=person,
    )


@never_cache
@login_required
@_editing
def leave(request: HttpRequest, membership_id: int) -> HttpResponse:
    """End a membership."""
    scope = require_manager(request)
    found = Membership.objects.filter(pk=membership_id).select_related("unit", "person").first()
    membership = _row_in(scope, found)
    form = LastDayForm(request.POST or None, row=membership)
    return _edit(
        request,
        form,
        lambda data: services.leave_unit(membership=membership, by=request.user, **data),  # type: ignore[arg-type]
        title=_("End the membership in %(unit)s") % {"unit": membership.unit},
        action="roster.leave",
        person=membership.person,
    )


@never_cache
@login_required
@_editing
def end_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """End a post."""
    scope = require_manager(request)
    found = Post.objects.filter(pk=post_id).select_related("unit", "person").first()
    post = _row_in(scope, found)
    form = LastDayForm(request.POST or None, row=post)
    return _edit(
        request,
        form,
        lambda data: services.end_post(post=post, by=request.user, **data),  # type: ignore[arg-type]
        title=_("End the post of %(post)s in %(unit)s")
        % {"post": post.get_kind_display(), "unit": post.unit},
        action="roster.end_post",
        person=post.person,
    )


def _row_in(scope: RosterScope, row: Any) -> Any:
    """Return a membership or post of a managed unit; one that is only seen is refused."""
    if row is None or not scope.units.filter(pk=row.unit_id).exists():
        raise NotFound(_("There is nothing here for you."))
    if not scope.manages(row.unit):
        raise Refused(_("You do not keep the roster of this unit."))
    return row
