"""One-time codes: two officers, one use, one day, five tries, and a new password at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import UserSession
from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import AuditEntry, OutboxMessage
from evidence.models import Entry
from organization.codes import services
from organization.codes.models import OneTimeCode
from organization.types import Role
from outreach.models import Notice
from support.people import make_person, make_unit, make_user_with_role
from support.races import together

pytestmark = pytest.mark.django_db
NEW = "Xin-mima-2027-changjiang"


@pytest.fixture
def office(db):
    """Return two officers of a branch and a member who cannot sign in."""
    branch = make_unit("机关党支部")
    member = make_person(branch, name="周望舒").user
    first = make_user_with_role(Role.BRANCH_SECRETARY, branch, "self")
    second = make_user_with_role(Role.ORGANIZATION_COMMISSIONER, branch, "self")
    return branch, member, first, second


def _printed(office):
    _branch, member, first, second = office
    code = services.ask_for_code(user=member, reason="忘记密码，短信不通", by=first)
    return services.confirm_code(code=code, by=second)


def _sign_in(username, password):
    client = Client(REMOTE_ADDR="10.0.0.7")
    return client, client.post("/accounts/login/", {"username": username, "password": password})


def test_two_officers_print_a_code_that_opens_the_account_once_and_asks_for_a_new_password(
    office, drain_outbox
):
    _branch, member, first, second = office
    # given: the first officer asks on the page, the second sees the slip
    desk = Client()
    desk.force_login(first)
    asked = {"person": member.person.pk, "reason": "忘记密码"}
    assert desk.post("/organization/codes/new/", asked).status_code == 302
    code = OneTimeCode.objects.get()
    assert desk.post(f"/organization/codes/{code.pk}/confirm/").status_code == 403
    desk.force_login(second)
    assert "忘记密码" in desk.get("/organization/codes/").content.decode()
    slip = desk.post(f"/organization/codes/{code.pk}/confirm/")
    text = slip.content.decode()
    written = slip.context["written"]
    assert written in text
    assert "no-store" in slip["Cache-Control"]
    # then: the code is nowhere else
    bare = written.replace("-", "")
    kept = [str(row) for row in OneTimeCode.objects.values_list()] + [
        str(row) for model in (AuditEntry, OutboxMessage, Entry) for row in model.objects.values_list()
    ]
    assert not [row for row in kept if bare in row or written in row]
    assert written not in desk.get("/organization/codes/").content.decode()
    drain_outbox()
    notice = Notice.objects.get(recipient=member, kind="code")
    assert first.get_full_name() in notice.body
    assert second.get_full_name() in notice.body
    # when: it is typed in the place of the password, in small letters
    client, response = _sign_in(member.username, f" {written.lower()} ")
    # then
    assert response.status_code == 302
    assert UserSession.objects.get(user=member).method == "code"
    assert client.get("/me/")["Location"].startswith("/accounts/password/")
    page = client.get("/accounts/password/").content.decode()
    assert "old_password" not in page
    assert "您已用一次性码登录" in page
    assert client.post("/accounts/password/", {"new_password1": NEW, "new_password2": NEW}).status_code == 302
    assert client.get("/me/").status_code == 200
    # and it opens nothing again, while the new password does
    assert _sign_in(member.username, written)[1].status_code == 200
    assert _sign_in(member.username, NEW)[1].status_code == 302
    actions = AuditEntry.objects.filter(object_type="organization.OneTimeCode").order_by("pk")
    assert [(entry.action, entry.status) for entry in actions] == [
        ("codes.ask", 302),
        ("codes.confirm", 403),
        ("codes.confirm", 200),
    ]


def test_the_old_password_stays_until_the_code_is_used(office):
    _branch, member, *_officers = office
    member.set_password(NEW)
    member.save()
    _printed(office)
    assert _sign_in(member.username, NEW)[1].status_code == 302


def test_five_wrong_codes_end_it(office):
    _branch, member, *_officers = office
    code, secret = _printed(office)
    wrong = "A" * len(secret)
    # when
    for _try in range(5):
        assert services.use_code(user=member, typed=wrong) is False
    # then
    code.refresh_from_db()
    assert (code.state, code.tries) == ("spent", 5)
    assert services.use_code(user=member, typed=secret) is False


def test_what_looks_like_a_password_is_no_try(office):
    _branch, member, *_officers = office
    code, _secret = _printed(office)
    _sign_in(member.username, "xin-mima-2026")
    code.refresh_from_db()
    assert code.tries == 0


@pytest.mark.parametrize(("hours", "opens"), [(23, True), (25, False)])
def test_a_code_lives_for_a_day(office, hours, opens):
    _branch, member, *_officers = office
    _code, secret = _printed(office)
    with clock.frozen_at(clock.now() + timedelta(hours=hours)):
        assert services.use_code(user=member, typed=secret) is opens


def test_a_request_that_nobody_confirmed_in_a_day_is_over(office):
    _branch, member, first, second = office
    code = services.ask_for_code(user=member, reason="忘记密码", by=first)
    with clock.frozen_at(clock.now() + timedelta(hours=25)):
        with pytest.raises(Conflict), transaction.atomic():
            services.confirm_code(code=code, by=second)
        again = services.ask_for_code(user=member, reason="忘记密码", by=first)
    code.refresh_from_db()
    assert (code.state, again.state) == ("expired", "asked")


@pytest.mark.capability("F043")
def test_who_may_not_ask_or_confirm(office):
    branch, member, first, second = office
    elsewhere = make_user_with_role(Role.BRANCH_SECRETARY, make_unit("外单位党支部"), "self")
    viewing = make_user_with_role(Role.ORGANIZATION_COMMISSIONER, branch, "self", verbs=["view"])
    admin = make_user_with_role(Role.SECURITY_ADMIN, None)
    helped = make_user_with_role(Role.AUDIT_ADMIN, branch)
    closed = make_person(branch).user
    closed.is_active = False
    closed.save()

    def refused(act):
        before = OneTimeCode.objects.count(), Entry.objects.count()
        with pytest.raises(Refused) as raised, transaction.atomic():
            act()
        assert (OneTimeCode.objects.count(), Entry.objects.count()) == before
        return str(raised.value)

    for by in (elsewhere, viewing, admin, member):
        refused(lambda by=by: services.ask_for_code(user=member, reason="忘记密码", by=by))
    assert "管理员" in refused(lambda: services.ask_for_code(user=helped, reason="忘记密码", by=first))
    assert "已停用" in refused(lambda: services.ask_for_code(user=closed, reason="忘记密码", by=first))
    assert "本人" in refused(lambda: services.ask_for_code(user=first, reason="忘记密码", by=first))
    code = services.ask_for_code(user=member, reason="忘记密码", by=first)
    for by in (first, elsewhere, viewing, admin, member):
        refused(lambda by=by: services.confirm_code(code=code, by=by))
    refused(lambda: services.withdraw_code(code=code, by=elsewhere))
    code.refresh_from_db()
    assert (code.state, code.digest) == ("asked", "")
    # the table itself refuses one hand
    for told in ({"confirmed_by": first}, {"asked_by": member}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OneTimeCode.objects.filter(pk=code.pk).update(**told)
    assert services.confirm_code(code=code, by=second)[0].state == "open"


def test_one_code_stands_at_a_time_and_a_withdrawn_one_opens_nothing(office):
    _branch, member, first, second = office
    code, secret = _printed(office)
    with pytest.raises(Conflict), transaction.atomic():
        services.ask_for_code(user=member, reason="忘记密码", by=second)
    services.withdraw_code(code=code, by=first)
    assert services.use_code(user=member, typed=secret) is False
    assert services.ask_for_code(user=member, reason="忘记密码", by=second).is_standing


def test_a_reason_is_asked_for_and_what_was_chosen_stays(client, office):
    _branch, member, first, _second = office
    with pytest.raises(Invalid):
        services.ask_for_code(user=member, reason=" ", by=first)
    client.force_login(first)
    response = client.post("/organization/codes/new/", {"person": member.person.pk, "reason": ""})
    assert response.status_code == 422
    assert response.context["form"].errors == {"reason": ["请填写原因"]}
    assert str(response.context["form"]["person"].value()) == str(member.person.pk)
    assert OneTimeCode.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_at_one_moment_one_uses_the_code(office):
    _branch, member, *_officers = office
    _code, secret = _printed(office)
    got = []
    raised = together(*[lambda: got.append(services.use_code(user=member, typed=secret)) for _ in range(2)])
    assert (raised, sorted(got)) == ([None, None], [False, True])
