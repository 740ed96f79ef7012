"""A transfer from the draft to the receipt: who may do what, what moves, what is refused."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from core import outbox
from core.errors import Conflict, DomainError, Invalid, Refused
from evidence.models import Entry
from organization import services as organization
from organization.models import Grant, Membership, Person
from organization.relations import following, queries, services
from organization.relations.models import Transfer, TransferStep
from organization.relations.types import Action, TransferState
from organization.types import PartyStatus, PostKind, Role, UnitKind
from organization.units import reorganizing
from support.development import make_office, open_case, take_steps
from support.people import LONG_AGO, make_person, make_unit, make_user_with_role
from support.relations import draft, letter, send

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def _relations(person):
    rows = person.memberships.filter(kind="relation").order_by("valid_from")
    return list(rows.values_list("unit__name", "valid_from", "valid_to"))


def _state(transfer):
    transfer.refresh_from_db()
    rows = [tuple(row) for row in Membership.objects.order_by("pk").values_list()]
    return transfer.state, transfer.received_on, transfer.letter_until, transfer.steps.count(), rows


def _refused(transfer, error, act):
    """The act is refused and nothing has changed, not even the evidence."""
    before, entries = _state(transfer), Entry.objects.count()
    with pytest.raises(error) as raised, transaction.atomic():
        act()
    assert (_state(transfer), Entry.objects.count()) == (before, entries)
    return raised.value


@pytest.mark.capability("F047")
def test_the_sender_answers_until_the_day_of_receipt(offices):
    # given
    transfer = send(offices)
    today = offices.today
    assert transfer.responsible == "机关党支部"
    # when
    services.receive_transfer(transfer=transfer, by=offices.receiver)
    # then
    transfer.refresh_from_db()
    assert (transfer.state, transfer.received_on) == (TransferState.RECEIVED, today)
    assert transfer.responsible == "生产党支部"
    assert _relations(offices.member) == [
        ("机关党支部", LONG_AGO, today - ONE_DAY),
        ("生产党支部", today, None),
    ]
    on = [str(queries.responsible_on(offices.member, day)) for day in (today - ONE_DAY, today)]
    assert on == ["机关党支部", "生产党支部"]
    kinds = list(transfer.steps.values_list("kind", "done_by", "unit__name"))
    assert kinds == [
        ("drafted", offices.secretary.pk, "机关党支部"),
        ("sent", offices.secretary.pk, "机关党支部"),
        ("received", offices.receiver.pk, "生产党支部"),
    ]
    entries = Entry.objects.filter(kind__startswith="organization.transfer_").order_by("pk")
    assert [entry.kind.rpartition("_")[2] for entry in entries] == ["drafted", "sent", "received"]


def test_posts_groups_and_their_grants_end_on_the_eve(offices, drain_outbox):
    # given a member who is commissioner of the branch, leads its group, and sits in the committee above
    today, member = offices.today, offices.member
    group = make_unit("第一党小组", parent=offices.home, kind=UnitKind.PARTY_GROUP)
    organization.join_unit(person=member, unit=group, valid_from=LONG_AGO, by=None)
    held = [
        organization.give_post(person=member, unit=unit, kind=kind, valid_from=LONG_AGO, by=None)
        for kind, unit in (
            (PostKind.PUBLICITY_COMMISSIONER, offices.home),
            (PostKind.GROUP_LEADER, group),
            (PostKind.COMMITTEE_MEMBER, offices.committee),
        )
    ]
    grant = organization.grant_role(
        user=member.user, role=Role.PUBLICITY_COMMISSIONER, unit=offices.home, post=held[0], by=None
    )
    Grant.objects.filter(pk=grant.pk).update(valid_from=LONG_AGO)
    # when
    services.receive_transfer(transfer=send(offices), by=offices.receiver)
    # then
    for post in held:
        post.refresh_from_db()
    assert [post.valid_to for post in held] == [today - ONE_DAY, today - ONE_DAY, None]
    grant.refresh_from_db()
    assert (grant.valid_to, grant.withdrawn_at) == (today - ONE_DAY, None)
    assert member.memberships.get(kind="group").valid_to == today - ONE_DAY


def test_a_post_in_a_committee_ends_when_the_relation_leaves_its_reach(offices):
    # given
    post = organization.give_post(
        person=offices.member, unit=offices.committee, kind="committee_member", valid_from=LONG_AGO, by=None
    )
    transfer = send(offices, offices.far)
    services.approve_transfer(transfer=transfer, by=offices.admin)
    # when
    services.receive_transfer(transfer=transfer, by=offices.far_secretary)
    # then
    post.refresh_from_db()
    assert post.valid_to == offices.today - ONE_DAY


def test_a_transfer_out_of_the_committee_waits_for_its_approval(offices):
    # given
    transfer = send(offices, offices.far)
    assert (transfer.approver, transfer.letter_until) == (offices.committee, None)
    _refused(
        transfer,
        Conflict,
        lambda: services.receive_transfer(transfer=transfer, by=offices.far_secretary),
    )
    # when
    services.approve_transfer(transfer=transfer, by=offices.admin)
    # then
    transfer.refresh_from_db()
    assert transfer.letter_until == offices.today + timedelta(days=90)
    services.receive_transfer(transfer=transfer, by=offices.far_secretary)
    assert _relations(offices.member)[-1][0] == "外地党支部"


def test_within_one_committee_nobody_else_is_asked(offices):
    transfer = send(offices)
    assert (transfer.approver, transfer.letter_until) == (None, offices.today + timedelta(days=90))


def test_a_transfer_outward_ends_with_the_slip_of_the_receiver(offices, time_machine):
    # given
    time_machine.move_to("2026-03-02T09:00:00+08:00")
    sent_on = offices.today
    transfer = services.send_transfer(
        transfer=draft(offices, "中共外单位委员会"), by=offices.secretary, letter_number="机组字〔2026〕第3号"
    )
    services.approve_transfer(transfer=transfer, by=offices.admin)
    time_machine.move_to("2026-03-20T09:00:00+08:00")
    slip = sent_on + timedelta(days=10)
    # when
    services.receive_transfer(transfer=transfer, by=offices.commissioner, on=slip)
    # then
    transfer.refresh_from_db()
    assert (transfer.sent_on, transfer.received_on) == (sent_on, slip)
    assert transfer.letter_number == "机组字〔2026〕第3号"
    assert _relations(offices.member) == [("机关党支部", LONG_AGO, slip - ONE_DAY)]
    told = [str(queries.responsible_on(offices.member, day)) for day in (slip - ONE_DAY, slip)]
    assert told == ["机关党支部", "中共外单位委员会"]


def test_the_slip_lies_between_the_letter_and_today(offices, time_machine):
    time_machine.move_to("2026-03-02T09:00:00+08:00")
    transfer = send(offices, "中共外单位委员会")
    services.approve_transfer(transfer=transfer, by=offices.admin)
    sent_on = offices.today
    time_machine.move_to("2026-03-20T09:00:00+08:00")
    for day in (sent_on - ONE_DAY, offices.today + ONE_DAY):
        error = _refused(
            transfer,
            Invalid,
            lambda day=day: services.receive_transfer(transfer=transfer, by=offices.commissioner, on=day),
        )
        assert set(error.fields) == {"on"}


def test_who_comes_from_outside_is_a_person_here_from_the_receipt_on(offices):
    # given
    known = Person.objects.count()
    transfer = services.register_letter(
        to_unit=offices.next_door, letter=letter(joined_on=LONG_AGO), by=offices.receiver
    )
    assert (transfer.person, Person.objects.count()) == (None, known)
    assert transfer.responsible == "中共外单位委员会"
    # when
    day = offices.today - ONE_DAY
    services.receive_transfer(transfer=transfer, by=offices.second_receiver, on=day)
    # then
    transfer.refresh_from_db()
    person = transfer.person
    assert (person.name, person.party_status, person.joined_on) == ("林嘉禾", "full_member", LONG_AGO)
    assert _relations(person) == [("生产党支部", day, None)]
    assert str(queries.responsible_on(person, day - ONE_DAY)) == "中共外单位委员会"


def test_an_employee_with_a_letter_from_outside_stays_the_same_person(offices):
    # given an employee kept in another branch
    employee = make_person(offices.home, name="林嘉禾", party_status=PartyStatus.EMPLOYEE)
    Person.objects.filter(pk=employee.pk).update(staff_number="A100")
    transfer = services.register_letter(
        to_unit=offices.next_door, letter=letter(staff_number="a100"), by=offices.receiver
    )
    # when
    services.receive_transfer(transfer=transfer, by=offices.second_receiver)
    # then
    employee.refresh_from_db()
    assert employee.party_status == PartyStatus.FULL_MEMBER
    assert _relations(employee)[-1] == ("生产党支部", offices.today, None)


def test_a_letter_that_lacks_something_is_not_registered(offices):
    future = LONG_AGO + timedelta(days=36500)
    for wrong, fields in (
        ({"name": " "}, {"name"}),
        ({"name": "名" * 21}, {"name"}),
        ({"outside": ""}, {"outside"}),
        ({"number": ""}, {"letter_number"}),
        ({"standing": "activist"}, {"standing"}),
        ({"reason": "x"}, {"reason"}),
        ({"issued_on": future}, {"sent_on"}),
        ({"valid_until": LONG_AGO}, {"letter_until"}),
        ({"joined_on": future}, {"joined_on"}),
        ({"staff_number": "a b"}, {"staff_number"}),
    ):
        with pytest.raises(Invalid) as raised:
            services.register_letter(to_unit=offices.next_door, letter=letter(**wrong), by=offices.receiver)
        assert set(raised.value.fields) == fields
    assert Transfer.objects.count() == 0


def test_a_staff_number_of_another_name_or_of_a_member_here_is_refused(offices):
    Person.objects.filter(pk=offices.member.pk).update(staff_number="M1")
    for more, error in (
        ({"staff_number": "M1"}, Invalid),
        ({"staff_number": "M1", "name": "周望舒"}, Conflict),
    ):
        with pytest.raises(error):
            services.register_letter(to_unit=offices.next_door, letter=letter(**more), by=offices.receiver)
    assert Transfer.objects.count() == 0


@pytest.mark.capability("F047")
def test_nobody_is_sent_back_without_a_cause(offices):
    # given
    transfer = send(offices)
    error = _refused(
        transfer, Invalid, lambda: services.return_transfer(transfer=transfer, by=offices.receiver, cause=" ")
    )
    assert set(error.fields) == {"cause"}
    # when
    services.return_transfer(transfer=transfer, by=offices.receiver, cause="人员尚未报到")
    # then
    assert _state(transfer)[0] == TransferState.RETURNED
    assert transfer.steps.last().cause == "人员尚未报到"
    assert _relations(offices.member) == [("机关党支部", LONG_AGO, None)]
    with pytest.raises(DatabaseError), transaction.atomic():
        TransferStep.objects.create(transfer=transfer, sequence=9, kind="returned", on=offices.today)


def test_the_sender_takes_back_what_nobody_has_received(offices):
    # given
    transfer = send(offices)
    _refused(transfer, Invalid, lambda: services.withdraw_transfer(transfer=transfer, by=offices.secretary))
    # when
    services.withdraw_transfer(transfer=transfer, by=offices.commissioner, cause="调动取消")
    # then
    assert _state(transfer)[0] == TransferState.WITHDRAWN
    assert draft(offices).state == TransferState.DRAFT  # another one may begin


def test_one_transfer_of_a_person_is_open_at_a_time(offices):
    # given
    first = draft(offices)
    # when / then
    with pytest.raises(Conflict):
        draft(offices, "中共外单位委员会")
    services.withdraw_transfer(transfer=first, by=offices.secretary)
    assert draft(offices).pk != first.pk


def _makers(offices):
    """Return a transfer in each state, made when it is asked for."""

    def ended(act):
        def make():
            transfer = send(offices)
            act(transfer)
            return transfer

        return make

    return {
        "draft": lambda: draft(offices),
        "sent": lambda: send(offices),
        "waiting": lambda: send(offices, offices.far),
        "received": ended(lambda t: services.receive_transfer(transfer=t, by=offices.receiver)),
        "returned": ended(
            lambda t: services.return_transfer(transfer=t, by=offices.receiver, cause="未报到")
        ),
        "withdrawn": ended(
            lambda t: services.withdraw_transfer(transfer=t, by=offices.secretary, cause="取消")
        ),
    }


ALLOWED = {
    "draft": {"secretary": {"change", "send", "withdraw"}, "commissioner": {"change", "send", "withdraw"}},
    "sent": {
        "secretary": {"withdraw", "renew"},
        "commissioner": {"withdraw", "renew"},
        "receiver": {"receive", "return"},
        "second_receiver": {"receive", "return"},
    },
    "waiting": {
        "secretary": {"withdraw"},
        "commissioner": {"withdraw"},
        "admin": {"approve", "return"},
    },
    "received": {},
    "returned": {},
    "withdrawn": {},
}
OFFICERS = ("secretary", "commissioner", "receiver", "second_receiver", "far_secretary", "admin")


@pytest.mark.capability("F043")
@pytest.mark.parametrize("state", ALLOWED)
def test_each_officer_may_do_just_this_in_each_state(offices, state):
    # given
    transfer = _makers(offices)[state]()
    transfer.refresh_from_db()
    acts = {
        "change": lambda by: services.change_draft(
            transfer=transfer, by=by, reason="work", to_unit=offices.far
        ),
        "send": lambda by: services.send_transfer(transfer=transfer, by=by),
        "approve": lambda by: services.approve_transfer(transfer=transfer, by=by),
        "receive": lambda by: services.receive_transfer(transfer=transfer, by=by),
        "return": lambda by: services.return_transfer(transfer=transfer, by=by, cause="未报到"),
        "withdraw": lambda by: services.withdraw_transfer(transfer=transfer, by=by, cause="取消"),
        "renew": lambda by: services.renew_letter(transfer=transfer, by=by),
    }
    assert set(acts) == set(Action.values)
    for officer in OFFICERS:
        user = getattr(offices, officer)
        allowed = {str(action) for action in queries.actions_for(user, transfer)}
        assert allowed == ALLOWED[state].get(officer, set()), officer
        for name, act in acts.items():
            # when / then
            if name in allowed:
                with transaction.atomic():
                    act(user)
                    transaction.set_rollback(True)
                transfer.refresh_from_db()
            else:
                _refused(transfer, (Refused, Conflict), lambda act=act, user=user: act(user))


def test_who_sent_it_does_not_receive_it_and_nobody_handles_their_own(offices):
    # given one officer of both branches
    both = make_user_with_role(Role.ORGANIZATION_COMMISSIONER, offices.committee)
    transfer = draft(offices)
    services.send_transfer(transfer=transfer, by=both)
    # when / then
    error = _refused(transfer, Refused, lambda: services.receive_transfer(transfer=transfer, by=both))
    assert "另一人" in str(error)
    mine = organization.grant_role(
        user=offices.member.user,
        role=Role.BRANCH_SECRETARY,
        unit=offices.next_door,
        valid_from=LONG_AGO,
        by=None,
    )
    error = _refused(transfer, Refused, lambda: services.receive_transfer(transfer=transfer, by=mine.user))
    assert "本人" in str(error)


@pytest.mark.capability("F043")
@pytest.mark.parametrize(
    "relation, kinds",
    [
        ("child", {}),
        ("sibling", {}),
        ("parent", {"approve", "return"}),
        ("outside", {}),
        ("ended", {}),
        ("view_only", {}),
    ],
)
def test_authority_by_the_relation_to_the_sending_unit(offices, relation, kinds):
    # given a transfer that waits for the committee
    transfer = send(offices, offices.far)
    group = make_unit("第一党小组", parent=offices.home, kind=UnitKind.PARTY_GROUP)
    secretary = Role.BRANCH_SECRETARY
    user = {
        "child": lambda: make_user_with_role(secretary, group, "self"),
        "sibling": lambda: offices.receiver,
        "parent": lambda: offices.admin,
        "outside": lambda: make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, make_unit(kind="party_committee")),
        "ended": lambda: make_user_with_role(
            secretary, offices.home, "self", valid_to=offices.today - ONE_DAY
        ),
        "view_only": lambda: make_user_with_role(
            Role.ORGANIZATION_COMMISSIONER, offices.home, "self", verbs=["view"]
        ),
    }[relation]()
    # then
    assert {str(action) for action in queries.actions_for(user, transfer)} == set(kinds)
    seen = queries.find_transfer(user, transfer.pk) is not None
    assert seen == (relation in {"parent", "view_only"})


def test_a_draft_is_seen_by_its_own_side_only(offices):
    transfer = draft(offices)
    assert queries.find_transfer(offices.commissioner, transfer.pk) == transfer
    assert queries.find_transfer(offices.receiver, transfer.pk) is None
    services.send_transfer(transfer=transfer, by=offices.secretary)
    assert queries.find_transfer(offices.receiver, transfer.pk) == transfer


def test_only_members_have_a_relation_to_transfer(offices):
    for status in ("activist", "candidate", "employee"):
        person = make_person(offices.home, party_status=status)
        with pytest.raises(Invalid) as raised:
            draft(offices, person=person)
        assert set(raised.value.fields) == {"person"}


def test_targets_that_cannot_be_meant(offices):
    group = make_unit("第一党小组", parent=offices.home, kind=UnitKind.PARTY_GROUP)
    stranger = make_person(offices.next_door)
    for more in (
        {"to_unit": offices.home},
        {"to_unit": group},
        {},
        {"to_unit": offices.far, "outside": "外单位"},
        {"outside": "外" * 101},
        {"to_unit": offices.far, "reason": "x"},
        {"to_unit": offices.far, "person": stranger},
    ):
        with pytest.raises(DomainError):
            services.draft_transfer(
                **(
                    {
                        "person": offices.member,
                        "from_unit": offices.home,
                        "reason": "work",
                        "by": offices.secretary,
                    }
                    | more
                )
            )
    assert Transfer.objects.count() == 0


def test_a_number_is_given_to_one_letter_of_a_unit(offices):
    services.send_transfer(transfer=draft(offices), by=offices.secretary, letter_number="第1号")
    second = draft(offices, person=make_person(offices.home))
    error = _refused(
        second,
        Invalid,
        lambda: services.send_transfer(transfer=second, by=offices.secretary, letter_number="第1号"),
    )
    assert set(error.fields) == {"letter_number"}


def test_a_letter_that_has_ended_is_renewed_first(offices, time_machine):
    # given
    time_machine.move_to("2026-03-02T09:00:00+08:00")
    transfer = send(offices)
    time_machine.move_to("2026-06-01T09:00:00+08:00")  # 91 days later
    error = _refused(
        transfer, Conflict, lambda: services.receive_transfer(transfer=transfer, by=offices.receiver)
    )
    assert "2026-05-31" in str(error)
    # when
    services.renew_letter(transfer=transfer, by=offices.commissioner)
    # then
    services.receive_transfer(transfer=transfer, by=offices.receiver)
    assert _state(transfer)[0] == TransferState.RECEIVED


def test_a_renewed_letter_is_approved_again(offices):
    transfer = send(offices, offices.far)
    services.approve_transfer(transfer=transfer, by=offices.admin)
    services.renew_letter(transfer=transfer, by=offices.secretary)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.letter_until, transfer.waits_for_approval) == ("sent", None, True)


def test_what_stands_in_the_way_of_a_receipt(offices):
    # a relation that came only today
    newcomer = make_person(offices.home, valid_from=offices.today)
    transfer = send(offices, person=newcomer)
    _refused(transfer, Conflict, lambda: services.receive_transfer(transfer=transfer, by=offices.receiver))
    # a post that begins only later
    other = send(offices)
    organization.give_post(
        person=offices.member,
        unit=offices.home,
        kind="deputy_secretary",
        valid_from=offices.today + ONE_DAY,
        by=None,
    )
    _refused(other, Conflict, lambda: services.receive_transfer(transfer=other, by=offices.receiver))
    # a relation that has gone meanwhile
    third = send(offices, person=make_person(offices.home))
    relation = third.person.memberships.get()
    organization.leave_unit(membership=relation, last_day=offices.today - ONE_DAY, by=None)
    _refused(third, Conflict, lambda: services.receive_transfer(transfer=third, by=offices.receiver))


def test_the_development_case_goes_along(drain_outbox):
    # given a probationary member on the way
    office = make_office()
    case = take_steps(open_case(office), office, to=20)
    other = make_unit("生产党支部", parent=office.committee)
    receiver = make_user_with_role(Role.BRANCH_SECRETARY, other, "self")
    transfer = services.draft_transfer(
        person=case.person, from_unit=office.branch, to_unit=other, reason="work", by=office.secretary
    )
    services.send_transfer(transfer=transfer, by=office.secretary)
    # when
    services.receive_transfer(transfer=transfer, by=receiver)
    outbox.drain()
    # then
    case.refresh_from_db()
    assert case.unit == other


def test_a_transfer_follows_units_that_are_merged(offices):
    # given
    to_merged = send(offices)
    from_merged = draft(offices, person=make_person(offices.home))
    third = make_unit("合并后党支部", parent=offices.committee)
    today = offices.today
    # when the receiving unit goes into another, then the sending one too
    reorganizing.merge_units(units=[offices.next_door], into=third, on=today, by=None, reason="合并")
    assert following.follow_units(today) == 2
    for transfer in (to_merged, from_merged):
        transfer.refresh_from_db()
    assert (to_merged.to_unit, from_merged.to_unit) == (third, third)
    reorganizing.merge_units(units=[offices.home], into=third, on=today, by=None, reason="合并")
    # then nothing is left to transfer
    assert following.follow_units(today) == 2
    assert {_state(transfer)[0] for transfer in (to_merged, from_merged)} == {TransferState.WITHDRAWN}
    assert following.follow_units(today) == 0


def test_rows_of_steps_cannot_be_changed(offices):
    step = draft(offices).steps.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        TransferStep.objects.filter(pk=step.pk).update(cause="x")
