"""Which lists of transfers there are, with their counts, and which service does which action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from core import clock
from organization.authority import HeldGrants
from organization.relations import queries, services
from organization.relations.models import Transfer
from organization.relations.types import OPEN_STATES, Action, TransferKind, TransferState
from organization.types import Subject, Verb


@dataclass(frozen=True)
class Facet:
    """One list of transfers."""

    key: str
    label: str | Promise
    condition: Q


def receivable() -> Q:
    """Return the condition under which nothing but the receipt is missing."""
    return Q(state=TransferState.APPROVED) | Q(state=TransferState.SENT, approver=None)


def facets_of(held: HeldGrants) -> list[Facet]:
    """Return the lists of somebody with these grants; the first is shown unless another is asked for."""
    managed = held.units_allowed(Verb.MANAGE, Subject.TRANSFERS)
    above = held.units_allowed(Verb.SERVE, Subject.TRANSFERS)
    return [
        Facet("open", pgettext_lazy("transfers", "In progress"), Q(state__in=OPEN_STATES)),
        Facet(
            "receive",
            pgettext_lazy("transfers", "To be received"),
            receivable() & ~Q(kind=TransferKind.OUTWARD) & Q(to_unit__in=managed),
        ),
        Facet(
            "approve",
            pgettext_lazy("transfers", "To be approved"),
            Q(state=TransferState.SENT, approver__in=above),
        ),
        Facet(
            "sent",
            pgettext_lazy("transfers", "Sent by us, on the way"),
            Q(state__in=(TransferState.SENT, TransferState.APPROVED), from_unit__in=managed),
        ),
        Facet("over", pgettext_lazy("transfers", "Letter has ended"), queries.over_on(clock.today())),
        Facet("draft", pgettext_lazy("transfers", "Drafts"), Q(state=TransferState.DRAFT)),
        Facet("received", pgettext_lazy("transfers", "Received"), Q(state=TransferState.RECEIVED)),
        Facet(
            "ended",
            pgettext_lazy("transfers", "Sent back or withdrawn"),
            Q(state__in=(TransferState.RETURNED, TransferState.WITHDRAWN)),
        ),
    ]


def count_facets(transfers: QuerySet[Transfer], facets: list[Facet]) -> dict[str, int]:
    """Return how many rows each list has, in one query."""
    counts = {facet.key: Count("pk", filter=facet.condition, distinct=True) for facet in facets}
    found: dict[str, int] = transfers.order_by().aggregate(**counts)
    return found


ACTS: dict[Action, Callable[..., Any]] = {
    Action.SEND: services.send_transfer,
    Action.APPROVE: services.approve_transfer,
    Action.RECEIVE: services.receive_transfer,
    Action.RETURN: services.return_transfer,
    Action.WITHDRAW: services.withdraw_transfer,
    Action.RENEW: services.renew_letter,
}
"""Which service does what an officer chose."""


def act_label(action: Action, transfer: Transfer) -> str | Promise:
    """Return the word on the button; the receipt of an organization outside is recorded from its slip."""
    if action == Action.RECEIVE and transfer.kind == TransferKind.OUTWARD:
        return _("Record the receipt slip")
    return action.label


def done_words(action: Action) -> str:
    """Return what the officer is told when it was done."""
    return {
        Action.SEND: _("The transfer was sent."),
        Action.APPROVE: _("The transfer was approved."),
        Action.RECEIVE: _("The relation was received."),
        Action.RETURN: _("The transfer was sent back."),
        Action.WITHDRAW: _("The transfer was withdrawn."),
        Action.RENEW: _("The letter was renewed."),
    }[action]
