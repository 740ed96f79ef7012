"""A closed account opens nothing; what need not be kept goes, what must be kept is said and stays."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from accounts.models import ApiToken, User
from accounts.services import create_token, find_token
from core import clock, outbox
from core.errors import Conflict, Invalid, NotFound, TooSoon
from evidence.models import Entry
from organization import authority
from organization import services as kernel
from organization.models import Grant, Person
from organization.profiles import closing, corrections, exporting, services
from organization.profiles.models import ClosingRequest, Contact, PersonalExport, RetentionRule
from organization.profiles.registry import held_of
from organization.profiles.tasks import apply_retention
from organization.types import PartyStatus, PostKind, Role
from outreach.models import Todo
from support.people import LONG_AGO, make_person, make_user_with_role

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-Phrase-26"


@pytest.fixture
def employee(branch):
    """Return a person who is no party member, with a password."""
    person = make_person(branch.unit, name="许安", username="xuan", party_status=PartyStatus.EMPLOYEE)
    person.user.set_password(PASSWORD)
    person.user.save()
    return person


def _close(user, branch, proof=PASSWORD):
    asked = closing.ask_closing(user=user, proof=proof)
    return closing.decide_closing(request_id=asked.pk, accept=True, by=branch.admin)


@pytest.mark.capability("F097")
def test_a_closed_account_cannot_sign_in_and_its_sessions_and_tokens_end(branch, employee, client):
    # given
    _token, secret = create_token(owner=employee.user, name="t", scopes=["search:read"])
    services.set_contact(employee, "13800001234", "", employee.user)
    corrections.ask_correction(person=employee, field="name", new_value="许按", by=employee.user)
    export = exporting.ask_export(user=employee.user)
    outbox.drain()
    assert client.login(username="xuan", password=PASSWORD, request=_request())
    assert client.get("/me/").status_code == 200
    # when
    _close(employee.user, branch)
    outbox.drain()
    # then
    assert client.get("/me/").status_code == 302
    assert not client.login(username="xuan", password=PASSWORD, request=_request())
    assert find_token(secret) is None
    assert not Contact.objects.exists()
    assert not Grant.objects.filter(user=employee.user, withdrawn_at=None).exists()
    assert not Todo.objects.filter(user=employee.user).open().exists()
    assert PersonalExport.objects.get(pk=export.pk).state == "removed"
    assert Entry.objects.filter(kind="organization.closing_accepted", by=branch.admin).count() == 1
    assert ApiToken.objects.get().revoked_at is not None


def _request():
    from django.test import RequestFactory

    return RequestFactory().post("/accounts/login/")


def test_the_password_confirms_it(branch, employee):
    for _try in range(closing.TRIES):
        with pytest.raises(Invalid):
            closing.ask_closing(user=employee.user, proof="wrong")
    with pytest.raises(TooSoon):
        closing.ask_closing(user=employee.user, proof=PASSWORD)
    assert not ClosingRequest.objects.exists()


def test_an_account_without_a_password_is_confirmed_by_its_name(branch):
    with pytest.raises(Invalid):
        closing.ask_closing(user=branch.user, proof="")
    closing.ask_closing(user=branch.user, proof="zhouwangshu")
    assert ClosingRequest.objects.get().user == branch.user


def test_who_manages_accounts_is_asked_and_nobody_decides_their_own(branch, employee):
    # given
    asked = closing.ask_closing(user=employee.user, proof=PASSWORD)
    outbox.drain()
    # then
    assert list(Todo.objects.filter(kind="closing").values_list("user", flat=True)) == [branch.admin.pk]
    for other in (branch.secretary, branch.commissioner, employee.user):
        with pytest.raises(NotFound):
            closing.decide_closing(request_id=asked.pk, accept=True, by=other)
    assert User.objects.get(pk=employee.user_id).is_active


def test_a_declined_wish_leaves_the_account_as_it_is(branch, employee):
    asked = closing.ask_closing(user=employee.user, proof=PASSWORD)
    with pytest.raises(Invalid):
        closing.decide_closing(request_id=asked.pk, accept=False, by=branch.admin)
    closing.decide_closing(request_id=asked.pk, accept=False, by=branch.admin, answer="请先办理交接")
    with pytest.raises(Conflict):
        closing.decide_closing(request_id=asked.pk, accept=True, by=branch.admin)
    assert User.objects.get(pk=employee.user_id).is_active
    closing.ask_closing(user=employee.user, proof=PASSWORD)
    with pytest.raises(Conflict):
        closing.ask_closing(user=employee.user, proof=PASSWORD)
    closing.withdraw_closing(user=employee.user)
    assert list(ClosingRequest.objects.order_by("pk").values_list("state", flat=True)) == [
        "declined",
        "withdrawn",
    ]


def test_the_last_system_administrator_cannot_be_closed(branch):
    with pytest.raises(Conflict):
        closing.ask_closing(user=branch.admin, proof=branch.admin.username)
    assert not ClosingRequest.objects.exists()


def test_of_two_administrators_who_ask_at_once_one_stays(branch):
    # given
    second = make_user_with_role(Role.SYSTEM_ADMIN, branch.unit.get_parent())
    mine = closing.ask_closing(user=branch.admin, proof=branch.admin.username)
    theirs = closing.ask_closing(user=second, proof=second.username)
    # when
    closing.decide_closing(request_id=theirs.pk, accept=True, by=branch.admin)
    # then
    with pytest.raises(NotFound):
        closing.decide_closing(request_id=mine.pk, accept=True, by=second)
    with pytest.raises(Conflict), transaction.atomic():
        closing._close_account(branch.admin)
    assert authority.holds(branch.admin, Role.SYSTEM_ADMIN)


# What must be kept


def test_a_party_members_records_are_kept_and_an_employees_not(branch, employee):
    assert [str(held.rule) for held in held_of(branch.user)] == ["standing", "roster"]
    assert held_of(employee.user) == []
    kernel.give_post(
        person=employee, unit=branch.unit, kind=PostKind.GROUP_LEADER, by=None, valid_from=LONG_AGO
    )
    assert [held.rule for held in held_of(employee.user)] == ["roster"]


def test_what_has_run_out_is_made_anonymous_once(branch, employee):
    # given
    services.set_contact(employee, "13800001234", "", employee.user)
    _close(employee.user, branch)
    days = RetentionRule.objects.get(code="account").days
    # when: a day too early
    with time_machine.travel(clock.now() + timedelta(days=days - 1), tick=False):
        apply_retention.run()
        assert Person.objects.get(pk=employee.pk).name == "许安"
    # when
    with time_machine.travel(clock.now() + timedelta(days=days + 1), tick=False):
        apply_retention.run()
        apply_retention.run()
    # then
    user, person = User.objects.get(pk=employee.user_id), Person.objects.get(pk=employee.pk)
    assert (user.username, user.first_name, user.is_active) == (f"closed-{user.pk}", "", False)
    assert "许安" not in person.name
    assert Entry.objects.filter(kind="organization.account_anonymized").count() == 1


def test_a_closed_party_member_keeps_the_name_in_the_files(branch):
    _close(branch.user, branch, proof="zhouwangshu")
    with time_machine.travel(clock.now() + timedelta(days=4000), tick=False):
        apply_retention.run()
    assert Person.objects.get(pk=branch.person.pk).name == "周望舒"
    assert ClosingRequest.objects.get().anonymized_at is None


def test_an_account_opened_again_is_not_made_anonymous(branch, employee):
    from accounts.services import reactivate_user

    _close(employee.user, branch)
    reactivate_user(user=User.objects.get(pk=employee.user_id), by=None)
    with time_machine.travel(clock.now() + timedelta(days=4000), tick=False):
        apply_retention.run()
    assert Person.objects.get(pk=employee.pk).name == "许安"


def test_the_page_says_what_stays_and_keeps_what_was_typed(branch, client):
    client.force_login(branch.user)
    page = client.get("/organization/me/close/").content.decode()
    assert "党员身份及起止时间" in page
    answer = client.post("/organization/me/close/", {"proof": "wrong", "reason": "调离本单位"})
    assert answer.status_code == 422
    assert "调离本单位" in answer.content.decode()
    assert not ClosingRequest.objects.exists()


# The retention table


def test_rows_whose_days_are_over_go_and_younger_ones_stay(branch):
    from axes.models import AccessLog

    from organization.profiles.models import CorrectionRequest, SensitiveView
    from outreach.models import Notice
    from outreach.services import notify

    def leave(mark):
        asked = corrections.ask_correction(
            person=branch.person, field="other", new_value=mark, by=branch.user
        )
        corrections.decide_correction(request_id=asked.pk, accept=False, by=branch.secretary, answer="否")
        notify(recipient_id=branch.user.pk, kind="returned", key=mark, title=mark)
        services.log_view(branch.secretary, branch.person, ["phone"], mark)
        AccessLog.objects.create(username="zhouwangshu", user_agent=mark)

    # given
    past = clock.now() - timedelta(days=1100)
    with time_machine.travel(past, tick=False):
        leave("old")
    AccessLog.objects.update(attempt_time=past)
    leave("new")
    waiting = corrections.ask_correction(person=branch.person, field="name", new_value="别名", by=branch.user)
    CorrectionRequest.objects.filter(pk=waiting.pk).update(asked_at=past)
    # when
    apply_retention.run()
    apply_retention.run()
    # then
    kept = {request.new_value for request in CorrectionRequest.objects.all()}
    assert kept == {"new", "别名"}
    assert list(Notice.objects.values_list("title", flat=True)) == ["new"]
    assert list(AccessLog.objects.values_list("user_agent", flat=True)) == ["new"]
    assert SensitiveView.objects.count() == 2


def test_a_unit_sets_its_own_days(branch):
    from outreach.models import Notice
    from outreach.services import notify

    notify(recipient_id=branch.user.pk, kind="returned", key="x", title="x")
    RetentionRule.objects.filter(code="notices").update(days=1)
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        apply_retention.run()
    assert not Notice.objects.exists()
