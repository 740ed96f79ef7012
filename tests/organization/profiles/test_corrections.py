"""A correction is asked by the person, decided once by an officer of the unit, and never by the asker."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core.errors import Conflict, Invalid, NotFound, Refused
from core.models import AuditEntry, OutboxMessage
from evidence.models import Entry, Opening
from organization import services as kernel
from organization.models import Person
from organization.profiles import corrections
from organization.profiles.models import CorrectionRequest
from organization.types import Role
from outreach.models import Notice, Todo
from support.people import make_person, make_user_with_role

pytestmark = pytest.mark.django_db
NEW_NAME = "周望抒"


@pytest.fixture
def request_for_name(branch):
    """Return a waiting request for another name."""
    return corrections.ask_correction(
        person=branch.person, field="name", new_value=NEW_NAME, reason="户口本上如此", by=branch.user
    )


@pytest.mark.capability("F097")
def test_an_accepted_correction_is_applied_with_evidence(branch, request_for_name, drain_outbox):
    # when
    corrections.decide_correction(request_id=request_for_name.pk, accept=True, by=branch.commissioner)
    drain_outbox()
    # then
    branch.person.refresh_from_db()
    branch.user.refresh_from_db()
    assert (branch.person.name, branch.user.first_name) == (NEW_NAME, NEW_NAME)
    done = CorrectionRequest.objects.get()
    assert (done.state, done.decided_by, done.old_value) == ("accepted", branch.commissioner, "周望舒")
    kinds = list(Entry.objects.filter(kind__contains="correction").order_by("pk").values_list("kind", "by"))
    assert kinds == [
        ("organization.correction_asked", branch.user.pk),
        ("organization.correction_accepted", branch.commissioner.pk),
    ]
    assert Notice.objects.get(kind="correction_answered").recipient == branch.user


def test_a_declined_correction_changes_nothing_and_needs_a_reason(branch, request_for_name):
    with pytest.raises(Invalid) as refusal:
        corrections.decide_correction(request_id=request_for_name.pk, accept=False, by=branch.secretary)
    assert list(refusal.value.fields) == ["answer"]
    corrections.decide_correction(
        request_id=request_for_name.pk, accept=False, by=branch.secretary, answer="与证件不符"
    )
    branch.person.refresh_from_db()
    done = CorrectionRequest.objects.get()
    assert (branch.person.name, done.state, done.answer) == ("周望舒", "declined", "与证件不符")


def test_officers_find_it_on_their_lists_until_one_answers(branch, request_for_name, drain_outbox):
    # when
    drain_outbox()
    # then: the officers of the unit only, and not the administrator who could too
    todos = Todo.objects.filter(kind="correction")
    assert set(todos.values_list("user", flat=True)) == {branch.commissioner.pk, branch.secretary.pk}
    assert not todos.filter(detail__contains=NEW_NAME).exists()
    # when
    corrections.decide_correction(request_id=request_for_name.pk, accept=True, by=branch.secretary)
    drain_outbox()
    # then
    assert not Todo.objects.open().filter(kind="correction").exists()


def test_the_second_of_two_officers_is_told_that_it_is_answered(branch, request_for_name):
    corrections.decide_correction(request_id=request_for_name.pk, accept=True, by=branch.commissioner)
    before = list(CorrectionRequest.objects.values())
    with pytest.raises(Conflict):
        corrections.decide_correction(
            request_id=request_for_name.pk, accept=False, by=branch.secretary, answer="不同意"
        )
    assert list(CorrectionRequest.objects.values()) == before
    assert Person.objects.get(pk=branch.person.pk).name == NEW_NAME


def test_a_value_that_changed_meanwhile_is_not_overwritten(branch, request_for_name):
    kernel.correct_particulars(person=branch.person, name="周望书", by=None)
    with pytest.raises(Conflict):
        corrections.decide_correction(request_id=request_for_name.pk, accept=True, by=branch.secretary)
    assert Person.objects.get(pk=branch.person.pk).name == "周望书"
    assert CorrectionRequest.objects.get().state == "open"


def test_nobody_decides_their_own_request(branch):
    # given
    own = corrections.ask_correction(
        person=branch.commissioner.person, field="name", new_value="李明", by=branch.commissioner
    )
    # then
    with pytest.raises(NotFound):
        corrections.decide_correction(request_id=own.pk, accept=True, by=branch.commissioner)
    corrections.decide_correction(request_id=own.pk, accept=True, by=branch.secretary)


def test_an_officer_of_another_branch_does_not_find_it(branch, request_for_name):
    for other in (branch.other_secretary, make_person(branch.unit).user, branch.user):
        with pytest.raises(NotFound):
            corrections.decide_correction(request_id=request_for_name.pk, accept=True, by=other)
    assert CorrectionRequest.objects.get().state == "open"


def test_a_person_without_a_unit_is_answered_by_who_manages_accounts(branch, drain_outbox):
    lonely = make_person(None, name="孤一")
    asked = corrections.ask_correction(person=lonely, field="name", new_value="孤二", by=lonely.user)
    drain_outbox()
    assert list(Todo.objects.filter(kind="correction").values_list("user", flat=True)) == [branch.admin.pk]
    with pytest.raises(NotFound):
        corrections.decide_correction(request_id=asked.pk, accept=True, by=branch.secretary)
    corrections.decide_correction(request_id=asked.pk, accept=True, by=branch.admin)
    assert Person.objects.get(pk=lonely.pk).name == "孤二"


def test_one_request_a_field_waits_at_a_time(branch, request_for_name):
    with pytest.raises(Conflict):
        corrections.ask_correction(person=branch.person, field="name", new_value="别名", by=branch.user)
    corrections.ask_correction(person=branch.person, field="staff_number", new_value="A7", by=branch.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRequest.objects.create(person=branch.person, field="name", new_value="再一")
    assert CorrectionRequest.objects.count() == 2


def test_a_withdrawn_request_leaves_the_lists(branch, request_for_name, drain_outbox):
    drain_outbox()
    with pytest.raises(NotFound):
        corrections.withdraw_correction(request_id=request_for_name.pk, by=branch.secretary)
    corrections.withdraw_correction(request_id=request_for_name.pk, by=branch.user)
    drain_outbox()
    assert not Todo.objects.open().filter(kind="correction").exists()
    assert CorrectionRequest.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", " "),
        ("name", "周望舒"),
        ("joined_on", "2026-13-01"),
        ("joined_on", "2999-01-01"),
        ("party_status", "saint"),
        ("salary", "1"),
        ("other", "字" * 501),
    ],
)
def test_what_makes_no_sense_is_refused(branch, field, value):
    with pytest.raises(Invalid) as refusal:
        corrections.ask_correction(person=branch.person, field=field, new_value=value, by=branch.user)
    assert refusal.value.fields
    assert not CorrectionRequest.objects.exists()


def test_nobody_asks_for_somebody_else(branch):
    with pytest.raises(Refused):
        corrections.ask_correction(person=branch.person, field="name", new_value="别名", by=branch.secretary)


def test_a_staff_number_of_another_cannot_be_given(branch):
    kernel.create_person(name="甲", staff_number="A7", by=None)
    asked = corrections.ask_correction(
        person=branch.person, field="staff_number", new_value="a7", by=branch.user
    )
    with pytest.raises(Invalid):
        corrections.decide_correction(request_id=asked.pk, accept=True, by=branch.secretary)
    assert Person.objects.get(pk=branch.person.pk).staff_number == ""
    assert CorrectionRequest.objects.get().state == "open"


def test_a_day_of_joining_is_corrected(branch):
    asked = corrections.ask_correction(
        person=branch.person, field="joined_on", new_value="2019-07-01", by=branch.user
    )
    corrections.decide_correction(request_id=asked.pk, accept=True, by=branch.secretary)
    assert Person.objects.get(pk=branch.person.pk).joined_on == date(2019, 7, 1)


def test_a_party_status_is_corrected_as_a_dated_standing(branch):
    asked = corrections.ask_correction(
        person=branch.person, field="party_status", new_value="probationary", by=branch.user
    )
    corrections.decide_correction(request_id=asked.pk, accept=True, by=branch.secretary)
    person = Person.objects.get(pk=branch.person.pk)
    assert person.party_status == "probationary"
    assert person.standings.get(valid_to=None).status == "probationary"


def test_what_stands_in_no_field_needs_words(branch):
    asked = corrections.ask_correction(person=branch.person, field="other", new_value="单位", by=branch.user)
    with pytest.raises(Invalid):
        corrections.decide_correction(request_id=asked.pk, accept=True, by=branch.secretary)
    corrections.decide_correction(request_id=asked.pk, accept=True, by=branch.secretary, answer="已改")


def test_no_value_stands_in_evidence_audit_log_or_lists(branch, client, drain_outbox, caplog):
    # when
    client.force_login(branch.user)
    told = {"new_value": NEW_NAME, "reason": "户口本上如此"}
    assert client.post("/organization/me/corrections/new/name/", told).status_code == 302
    payloads = str(list(OutboxMessage.objects.values()))
    drain_outbox()
    client.force_login(branch.secretary)
    asked = CorrectionRequest.objects.get()
    address = f"/organization/requests/corrections/{asked.pk}/"
    assert client.post(address, {"decision": "accept", "answer": "核对无误"}).status_code == 302
    drain_outbox()
    # then
    kept = payloads + caplog.text
    for model in (AuditEntry, Entry, Opening, Notice, Todo):
        kept += str(list(model.objects.values()))
    assert NEW_NAME not in kept
    assert "户口本" not in kept
    assert "核对无误" not in kept
    assert AuditEntry.objects.filter(
        action="profile.accept_correction", actor_id=branch.secretary.pk
    ).exists()


def test_the_grant_of_an_ended_officer_decides_nothing(branch, request_for_name):
    former = make_user_with_role(Role.BRANCH_SECRETARY, branch.unit, "self", valid_to=date(2021, 1, 1))
    with pytest.raises(NotFound):
        corrections.decide_correction(request_id=request_for_name.pk, accept=True, by=former)
