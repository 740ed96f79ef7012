"""The API of transfers: what the pages do, by the same services and the same rules."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from accounts.http import require_scope, require_user
from core.errors import NotFound
from organization.models import Unit
from organization.relations import listing, queries, services
from organization.relations.auditing import tell_transfer
from organization.relations.models import Transfer
from organization.relations.schemas import (
    ActIn,
    DraftIn,
    LetterIn,
    ListFilter,
    TargetIn,
    TransferDetailOut,
    TransfersOut,
    present_steps,
    present_transfer,
)
from organization.relations.types import Action, TransferKind

router = Router(tags=["relations"])
READ, WRITE = "organization:read", "organization:write"
FARTHEST = 100_000


def page_of(wanted: ListFilter) -> slice:
    """Return which rows of a list are asked for: at most a hundred."""
    start = min(max(wanted.offset, 0), FARTHEST)
    return slice(start, start + min(max(wanted.limit, 1), 100))


def require_unit(units: QuerySet[Unit], unit_id: int) -> Unit:
    """Return one of these units; another does not exist for the caller."""
    unit = units.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(_("There is no such unit."))
    return unit


def find_target(unit_id: int | None) -> Unit | None:
    """Return the living unit that is named as the other side, or nothing when none is named."""
    return require_unit(queries.living_units(), unit_id) if unit_id is not None else None


def _present(transfer: Transfer, request: HttpRequest) -> dict[str, Any]:
    actions = [action.value for action in queries.actions_for(request.user, transfer)]
    return present_transfer(transfer) | {
        "reason": transfer.reason,
        "actions": actions,
        "steps": present_steps(transfer),
    }


@router.get("/transfers", response=TransfersOut)
def list_transfers(request: HttpRequest, wanted: Query[ListFilter]) -> dict[str, Any]:
    """Return the transfers in the caller's reach, the newest first; the lists are those of the page."""
    require_scope(request, READ)
    held = queries.require_reach(request.user)
    found, facets = queries.transfers_in_reach(request.user, held), listing.facets_of(held)
    counts = listing.count_facets(found, facets)
    chosen = next((facet for facet in facets if facet.key == wanted.view), facets[0])
    page = found.filter(chosen.condition).order_by("-pk")[page_of(wanted)]
    items = [present_transfer(transfer) for transfer in page]
    return {"count": counts[chosen.key], "counts": counts, "items": items}


@router.get("/transfers/mine", response=list[TransferDetailOut])
def list_own(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the caller's own transfers that have been sent, the newest first."""
    require_scope(request, READ)
    return [_present(transfer, request) for transfer in queries.own_transfers(request.user)]


@router.post("/transfers", response={201: TransferDetailOut})
def draft_transfer(request: HttpRequest, told: DraftIn) -> tuple[int, dict[str, Any]]:
    """Draft the transfer of a member."""
    require_scope(request, WRITE)
    user = require_user(request)
    unit = require_unit(queries.units_sending(user), told.from_unit_id)
    person = queries.members_of(unit).filter(pk=told.person_id).first()
    if person is None:
        raise NotFound(_("There is no such person."))
    transfer = services.draft_transfer(
        person=person,
        from_unit=unit,
        by=user,
        reason=told.reason.value,
        to_unit=find_target(told.to_unit_id),
        outside=told.outside,
    )
    tell_transfer(request, "draft", transfer)
    return 201, _present(transfer, request)


@router.post("/transfers/letters", response={201: TransferDetailOut})
def register_letter(request: HttpRequest, told: LetterIn) -> tuple[int, dict[str, Any]]:
    """Register the letter that a member brings from an organization outside."""
    require_scope(request, WRITE)
    user = require_user(request)
    unit = require_unit(queries.units_sending(user), told.to_unit_id)
    transfer = services.register_letter(to_unit=unit, letter=told.letter(), by=user)
    tell_transfer(request, "register", transfer)
    return 201, _present(transfer, request)


@router.get("/transfers/{int:transfer_id}", response=TransferDetailOut)
def show_transfer(request: HttpRequest, transfer_id: int) -> dict[str, Any]:
    """Return a transfer with what the caller may do now and what was done."""
    require_scope(request, READ)
    return _present(queries.require_transfer(request.user, transfer_id), request)


@router.patch("/transfers/{int:transfer_id}", response=TransferDetailOut)
def change_draft(request: HttpRequest, transfer_id: int, told: TargetIn) -> dict[str, Any]:
    """Let a draft go somewhere else."""
    require_scope(request, WRITE)
    transfer = queries.require_transfer(request.user, transfer_id)
    tell_transfer(request, "change", transfer)
    services.change_draft(
        transfer=transfer,
        by=require_user(request),
        reason=told.reason.value,
        to_unit=find_target(told.to_unit_id),
        outside=told.outside,
    )
    return _present(queries.require_transfer(request.user, transfer_id), request)


@router.post("/transfers/{int:transfer_id}/steps/{action}", response=TransferDetailOut)
def act(request: HttpRequest, transfer_id: int, action: Action, told: ActIn) -> dict[str, Any]:
    """Do one thing with a transfer: send, approve, receive, return, withdraw or renew."""
    require_scope(request, WRITE)
    transfer = queries.require_transfer(request.user, transfer_id)
    if action not in listing.ACTS:
        raise NotFound(_("There is no such step."))
    tell_transfer(request, action.value, transfer)
    more: dict[str, Any] = {}
    if action == Action.SEND:
        more["letter_number"] = told.letter_number
    elif action in {Action.RETURN, Action.WITHDRAW}:
        more["cause"] = told.cause
    elif action == Action.RECEIVE and transfer.kind != TransferKind.INSIDE:
        more["on"] = told.on
    listing.ACTS[action](transfer=transfer, by=require_user(request), **more)
    return _present(queries.require_transfer(request.user, transfer_id), request)
