"""Transfers: the list with its counts, drafts and letters, one transfer with what can be done, its papers."""

from typing import Any

from django import forms
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
from core.forms import put_errors, read_number
from organization.models import Unit
from organization.relations import listing, queries, services
from organization.relations.auditing import tell_transfer
from organization.relations.forms import (
    CauseForm,
    DayForm,
    DraftForm,
    LetterForm,
    SendForm,
    TargetForm,
)
from organization.relations.models import Transfer
from organization.relations.types import Action, Refusal, TransferKind, TransferState

PAGE_SIZE = 30
_editing = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@require_safe
def show_transfers(request: HttpRequest) -> HttpResponse:
    """Show the transfers in scope; each count opens its rows."""
    held = queries.require_reach(request.user)
    found = queries.transfers_in_reach(request.user, held)
    facets = listing.facets_of(held)
    counts = listing.count_facets(found, facets)
    wanted = request.GET.get("view", "")
    chosen = next((facet for facet in facets if facet.key == wanted), facets[0])
    page = Paginator(found.filter(chosen.condition).order_by("-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": page,
        "facets": [(facet, counts[facet.key]) for facet in facets],
        "chosen": chosen,
        "rows": [(transfer, transfer.is_over_on(clock.today())) for transfer in page],
        "may_send": queries.units_sending(request.user, held).exists(),
        "today": clock.today(),
    }
    return render(request, "organization/relations_transfers.html", context)


def choose_unit(request: HttpRequest, units: Any) -> Unit | None:
    """Return the unit that the address or the form names among these; the only one when there is no other."""
    wanted = request.POST.get("unit") or request.GET.get("unit") or ""
    if wanted:
        number = read_number(wanted)
        unit: Unit | None = units.filter(pk=number).first() if number is not None else None
        if unit is None:
            raise NotFound(_("There is no such unit."))
        return unit
    first: list[Unit] = list(units[:2])
    return first[0] if len(first) == 1 else None


@never_cache
@login_required
@_editing
def draft_transfer(request: HttpRequest) -> HttpResponse:
    """Draft the transfer of a member of a unit of one's own."""
    units = queries.units_sending(request.user)
    if not units.exists():
        raise Refused(Refusal.SENDER.label)
    unit = choose_unit(request, units)
    context: dict[str, Any] = {"units": units, "unit": unit}
    if unit is None:
        return render(request, "organization/relations_draft.html", context)
    user = require_user(request)
    person = request.GET.get("person", "")
    form = DraftForm(
        request.POST or None,
        people=queries.senders_choices(unit).exclude(user=user),
        units=queries.living_units().exclude(pk=unit.pk),
        initial={"person": read_number(person)},
    )
    if request.method == "POST" and form.is_valid():
        describe(request, action="transfers.draft", object_type="organization.Transfer", unit_id=unit.pk)
        try:
            transfer = services.draft_transfer(from_unit=unit, by=user, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell_transfer(request, "draft", transfer)
            messages.success(request, _("The draft was kept. Send it when it is right."))
            return redirect("organization:transfer", transfer.pk)
    context["form"] = form
    return render(request, "organization/relations_draft.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@_editing
def register_letter(request: HttpRequest) -> HttpResponse:
    """Register the letter that a member brings from an organization outside."""
    units = queries.units_sending(request.user)
    if not units.exists():
        raise Refused(Refusal.RECEIVER.label)
    unit = choose_unit(request, units)
    context: dict[str, Any] = {"units": units, "unit": unit, "inward": True}
    if unit is None:
        return render(request, "organization/relations_draft.html", context)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        describe(request, action="transfers.register", object_type="organization.Transfer", unit_id=unit.pk)
        try:
            transfer = services.register_letter(to_unit=unit, letter=form.letter(), by=require_user(request))
        except DomainError as error:
            put_errors(form, error)
        else:
            tell_transfer(request, "register", transfer)
            messages.success(request, _("The letter was registered. A second officer receives the relation."))
            return redirect("organization:transfer", transfer.pk)
    context["form"] = form
    return render(request, "organization/relations_draft.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@_editing
def change_draft(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Let a draft go somewhere else."""
    transfer = queries.require_transfer(request.user, transfer_id)
    refusal = queries.why_not(request.user, transfer, Action.CHANGE)
    if refusal is not None:
        raise Refused(refusal.label)
    initial = {"to_unit": transfer.to_unit_id, "outside": transfer.outside, "reason": transfer.reason}
    form = TargetForm(
        request.POST or None,
        units=queries.living_units().exclude(pk=transfer.from_unit_id),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        tell_transfer(request, "change", transfer)
        try:
            services.change_draft(transfer=transfer, by=require_user(request), **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The draft was changed."))
            return redirect("organization:transfer", transfer.pk)
    context = {"transfer": transfer, "unit": transfer.from_unit, "form": form}
    return render(request, "organization/relations_draft.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def show_transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Show one transfer: who answers now, what can be done, what was done."""
    if queries.own_transfers(request.user).filter(pk=transfer_id).exists():
        return redirect("organization:relations_own")
    return _render(request, queries.require_transfer(request.user, transfer_id))


def _form_of(action: Action, transfer: Transfer, data: Any = None) -> forms.Form:
    ids = f"{action.value}_%s"  # several of these forms stand on one page
    if action == Action.SEND:
        return SendForm(data, auto_id=ids)
    if action == Action.RECEIVE and transfer.kind != TransferKind.INSIDE:
        outward = transfer.kind == TransferKind.OUTWARD
        label = _("day on the receipt slip") if outward else _("received on")
        return DayForm(data, label=label, initial={"on": clock.today()}, auto_id=ids)
    if action in {Action.RETURN, Action.WITHDRAW}:
        draft = transfer.state == TransferState.DRAFT
        return CauseForm(data, required=not draft, auto_id=ids)
    return forms.Form(data, auto_id=ids)


def _render(
    request: HttpRequest,
    transfer: Transfer,
    *,
    failed: Action | None = None,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    actions = queries.actions_for(request.user, transfer)
    if failed is not None and failed not in actions:
        actions = [*actions, failed]
    offered = [
        (
            action,
            listing.act_label(action, transfer),
            form if action == failed else _form_of(action, transfer),
        )
        for action in actions
        if action != Action.CHANGE
    ]
    steps = transfer.steps.select_related("unit", "done_by").order_by("-sequence")
    context = {
        "transfer": transfer,
        "offered": offered,
        "failed": failed,
        "may_change": Action.CHANGE in actions,
        "steps": steps,
        "today": clock.today(),
        "is_over": transfer.is_over_on(clock.today()),
        "has_letter": transfer.can_be_received or transfer.state == TransferState.RECEIVED,
    }
    return render(request, "organization/relations_transfer.html", context, status=status)


@login_required
@require_POST
def act(request: HttpRequest, transfer_id: int, action: str) -> HttpResponse:
    """Do one thing with a transfer; what was filled in stays when the rules refuse it."""
    transfer, wanted = queries.require_transfer(request.user, transfer_id), Action(action)
    tell_transfer(request, action, transfer)
    refusal = queries.why_not(request.user, transfer, wanted)
    if refusal is not None and refusal != Refusal.STATE:
        raise Refused(refusal.label)
    form = _form_of(wanted, transfer, request.POST)
    if not form.is_valid():
        return _render(request, transfer, failed=wanted, form=form, status=422)
    try:
        listing.ACTS[wanted](transfer=transfer, by=require_user(request), **form.cleaned_data)
    except DomainError as error:
        put_errors(form, error)
        return _render(
            request,
            queries.require_transfer(request.user, transfer_id),
            failed=wanted,
            form=form,
            status=error.status,
        )
    messages.success(request, listing.done_words(wanted))
    return redirect("organization:transfer", transfer.pk)


@never_cache
@login_required
@require_safe
def print_letter(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Show the letter of introduction for print; there is none before it may be received."""
    transfer = queries.require_transfer(request.user, transfer_id)
    if transfer.kind == TransferKind.INWARD or not (
        transfer.can_be_received or transfer.state == TransferState.RECEIVED
    ):
        raise NotFound(_("There is no letter of this transfer to print."))
    return render(request, "organization/relations_letter.html", _paper(transfer))


@never_cache
@login_required
@require_safe
def print_slip(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Show the receipt slip for print: filled in once the relation was received."""
    transfer = queries.require_transfer(request.user, transfer_id)
    if not (transfer.can_be_received or transfer.state == TransferState.RECEIVED):
        raise NotFound(_("There is no slip of this transfer to print."))
    return render(request, "organization/relations_slip.html", _paper(transfer))


def _paper(transfer: Transfer) -> dict[str, Any]:
    issued = transfer.steps.filter(kind__in=("sent", "approved", "renewed", "registered")).last()
    return {"transfer": transfer, "issued": issued, "issuer": transfer.approver or transfer.from_unit}
