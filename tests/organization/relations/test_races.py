"""Two officers at one moment: one relation is received once, or not at all."""

import pytest

from core.errors import DomainError
from evidence.models import Entry
from organization.models import Membership
from organization.relations import services
from organization.relations.models import Transfer
from organization.relations.types import TransferState
from support.races import together
from support.relations import make_offices, send

pytestmark = pytest.mark.django_db(transaction=True)


def _relations(transfer):
    rows = Membership.objects.filter(person=transfer.person, kind="relation", valid_to=None)
    return list(rows.values_list("unit__name", flat=True))


def _steps(transfer):
    return list(transfer.steps.order_by("sequence").values_list("kind", flat=True))


@pytest.mark.capability("F047")
def test_two_receivers_receive_once_and_who_withdraws_is_first_or_refused():
    offices = make_offices()
    # given
    transfer = send(offices)
    # when
    raised = together(
        lambda: services.receive_transfer(transfer=transfer, by=offices.receiver),
        lambda: services.receive_transfer(transfer=transfer, by=offices.second_receiver),
    )
    # then
    assert sorted(error is None for error in raised) == [False, True], raised
    assert isinstance(next(error for error in raised if error), DomainError)
    assert _steps(transfer) == ["drafted", "sent", "received"]
    assert _relations(transfer) == ["生产党支部"]
    assert Entry.objects.filter(kind="organization.transfer_received").count() == 1

    # given a second member whose transfer one side receives while the other withdraws it
    from support.people import make_person

    other = send(offices, person=make_person(offices.home, name="林嘉禾"))
    # when
    raised = together(
        lambda: services.receive_transfer(transfer=other, by=offices.receiver),
        lambda: services.withdraw_transfer(transfer=other, by=offices.secretary, cause="暂不转出"),
    )
    # then
    assert sorted(error is None for error in raised) == [False, True], raised
    assert isinstance(next(error for error in raised if error), DomainError)
    state = Transfer.objects.get(pk=other.pk).state
    place = {TransferState.RECEIVED: "生产党支部", TransferState.WITHDRAWN: "机关党支部"}
    assert _relations(other) == [place[TransferState(state)]]
    assert _steps(other) == ["drafted", "sent", state]
