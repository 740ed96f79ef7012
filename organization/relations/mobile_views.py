"""Mobile members: the lists of facts, registration out and in, one member with the contact log."""

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
from core.errors import DomainError, Refused
from core.forms import put_errors
from organization.authority import HeldGrants, grants_of, people_allowed
from organization.profiles.services import log_view
from organization.relations import mobile_listing, queries, staying, stays
from organization.relations.auditing import tell_stay
from organization.relations.forms import ContactForm, DayForm, GuestForm, ReturnForm, StayForm
from organization.relations.mobile_listing import LABELS
from organization.relations.models import MobileStay
from organization.relations.rulebook import read_rules
from organization.relations.types import Refusal, StayKind
from organization.relations.views import PAGE_SIZE, choose_unit
from organization.types import Subject, Verb

_editing = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@require_safe
def show_mobile(request: HttpRequest) -> HttpResponse:
    """Show the mobile members in scope by what the day says of them; each count opens its rows.

    A superior, who sees none of them, is shown the numbers of the units below.
    """
    held, today = grants_of(request.user), clock.today()
    sums_only = not held.allows(Verb.VIEW, Subject.MOBILE)
    if held.allows(Verb.VIEW, Subject.MOBILE_SUMS) and (sums_only or request.GET.get("view") == "sums"):
        return _show_sums(request, held, sums_only=sums_only)
    held = stays.require_reach(request.user)
    lists = mobile_listing.list_stays(request.user, held, today)
    wanted = request.GET.get("view", "")
    chosen = wanted if wanted in LABELS else "out"
    page = Paginator(lists.rows(chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = lists.counts()
    context = {
        "page_obj": page,
        "rows": page.object_list,
        "facets": [(key, label, counts[key]) for key, label in LABELS.items()],
        "chosen": chosen,
        "chosen_label": LABELS[chosen],
        "may_register": stays.units_keeping(request.user, held).exists(),
        "sees_sums": held.allows(Verb.VIEW, Subject.MOBILE_SUMS),
        "today": today,
    }
    return render(request, "organization/relations_mobile.html", context)


def _show_sums(request: HttpRequest, held: HeldGrants, *, sums_only: bool) -> HttpResponse:
    rows = mobile_listing.sum_stays(held, clock.today())
    totals = {
        name: sum(getattr(row, name) for row in rows) for name in ("away", "abroad", "overdue", "guests")
    }
    context = {"rows": rows, "totals": totals, "sums_only": sums_only}
    return render(request, "organization/relations_sums.html", context)


@never_cache
@login_required
@_editing
def register_stay(request: HttpRequest) -> HttpResponse:
    """Register a member of one's unit as away."""
    return _register(request, inward=False)


@never_cache
@login_required
@_editing
def register_guest(request: HttpRequest) -> HttpResponse:
    """Register a member of an organization outside who is with one's unit."""
    return _register(request, inward=True)


def _register(request: HttpRequest, *, inward: bool) -> HttpResponse:
    units = stays.units_keeping(request.user)
    if not units.exists():
        raise Refused(Refusal.NO_GRANT.label)
    unit = choose_unit(request, units)
    context: dict[str, Any] = {"units": units, "unit": unit, "inward": inward}
    if unit is None:
        return render(request, "organization/relations_register.html", context)
    user, data = require_user(request), request.POST or None
    people = stays.members_at_home(unit).exclude(user=user)
    form: Any = (
        GuestForm(data)
        if inward
        else StayForm(data, people=people, units=queries.living_units().exclude(pk=unit.pk))
    )
    if request.method == "POST" and form.is_valid():
        describe(request, action="mobile.register", object_type="organization.MobileStay", unit_id=unit.pk)
        told = form.cleaned_data
        try:
            if inward:
                names = {name: told[name] for name in ("name", "home_name", "staff_number")}
                stay = staying.register_guest(host_unit=unit, absence=form.absence(), by=user, **names)
            else:
                stay = staying.register_stay(
                    person=told["person"], home_unit=unit, absence=form.absence(), by=user
                )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell_stay(request, "register", stay)
            messages.success(request, _("The member was registered."))
            return redirect("organization:mobile_stay", stay.pk)
    context["form"] = form
    status = 422 if form.errors else 200
    return render(request, "organization/relations_register.html", context, status=status)


@never_cache
@login_required
@require_safe
def show_stay(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Show one mobile member: what the day says, the contact log, what can be done."""
    if stays.own_stays(request.user).filter(pk=stay_id).exists():
        return redirect("organization:relations_own")
    return _render(request, stays.require_stay(request.user, stay_id))


def _render(
    request: HttpRequest, stay: MobileStay, *, status: int = 200, phone: str | None = None, **bound: Any
) -> HttpResponse:
    held, today = grants_of(request.user), clock.today()
    contacts = list(stay.contacts.select_related("made_by"))
    last = max((contact.on for contact in contacts if contact.reached), default=None)

    def may(verb: Verb, *, also_host: bool = False) -> bool:
        return stays.why_not(request.user, stay, verb, also_host=also_host, held=held) is None

    keeps = may(Verb.SERVE)
    context = {
        "stay": stay,
        "facts": stays.judge_stay(stay, last, read_rules(), today) if stay.is_open else None,
        "contacts": contacts,
        "contact_form": bound.get("contact") or ContactForm(initial={"on": today, "way": "phone"}),
        "return_form": bound.get("expect") or ReturnForm(initial={"expected_return": stay.expected_return}),
        "end_form": bound.get("end") or DayForm(label=_("returned on"), initial={"on": today}, prefix="end"),
        "failed": next(iter(bound), ""),
        "may_contact": may(Verb.SERVE, also_host=True),
        "may_keep": keeps,
        "may_cancel": may(Verb.MANAGE),
        "sees_phone": _sees_phone(request, stay),
        "phone": phone,
        "may_transfer": stay.kind == StayKind.OUT
        and stay.home_unit is not None
        and held.allows(Verb.MANAGE, Subject.TRANSFERS, unit=stay.home_unit),
    }
    return render(request, "organization/relations_stay.html", context, status=status)


def _sees_phone(request: HttpRequest, stay: MobileStay) -> bool:
    if stay.person is None or not stay.is_open:
        return False
    return people_allowed(request.user, Verb.VIEW, Subject.CONTACTS).filter(pk=stay.person.pk).exists()


def _act(request: HttpRequest, stay_id: int, name: str, form: Any, act: Any, done: str) -> HttpResponse:
    stay = stays.require_stay(request.user, stay_id)
    tell_stay(request, name, stay)
    verb = Verb.MANAGE if name == "cancel" else Verb.SERVE
    refusal = stays.why_not(request.user, stay, verb, also_host=name == "contact")
    if refusal is not None and refusal != Refusal.ENDED:
        raise Refused(refusal.label)
    if form is not None and not form.is_valid():
        return _render(request, stay, status=422, **{name: form})
    try:
        told = form.cleaned_data if form is not None else {}
        act(stay=stay, by=require_user(request), **told)
    except DomainError as error:
        if form is None:
            raise
        put_errors(form, error)
        return _render(
            request, stays.require_stay(request.user, stay_id), status=error.status, **{name: form}
        )
    messages.success(request, done)
    return redirect("organization:mobile_stay", stay_id)


@login_required
@require_POST
def log_contact(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Note one contact."""
    form = ContactForm(request.POST)
    return _act(request, stay_id, "contact", form, staying.log_contact, _("The contact was noted."))


@login_required
@require_POST
def expect_return(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Keep another day of the expected return."""
    form = ReturnForm(request.POST)
    return _act(request, stay_id, "expect", form, staying.expect_return, _("The expected return was kept."))


@login_required
@require_POST
def end_stay(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Note the return."""
    form = DayForm(request.POST, label=_("returned on"), prefix="end")
    return _act(request, stay_id, "end", form, staying.end_stay, _("The return was noted."))


@login_required
@require_POST
def cancel_stay(request: HttpRequest, stay_id: int) -> HttpResponse:
    """End a registration that was a mistake."""
    return _act(request, stay_id, "cancel", None, staying.cancel_stay, _("The registration was cancelled."))


@never_cache
@login_required
@require_POST
def show_phone(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Show the telephone number of a member away; the view is recorded with its purpose."""
    stay = stays.require_stay(request.user, stay_id)
    tell_stay(request, "phone", stay)
    if stay.person is None or not _sees_phone(request, stay):
        raise Refused(_("You may not see the contact data of this person."))
    contact = getattr(stay.person, "contact", None)
    log_view(require_user(request), stay.person, ["phone"], _("Contact with a mobile member"))
    return _render(request, stay, phone=contact.phone if contact else "")
