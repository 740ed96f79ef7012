"""The page where two officers reset lost factors."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.factors.models import FactorReset
from core.models import AuditEntry
from organization.types import Role
from support.factors import give_app
from support.people import make_person, make_unit, make_user_with_role

pytestmark = pytest.mark.django_db
PAGE = "/accounts/factors/resets/"


@pytest.fixture
def branch(db):
    return make_unit("第一党支部", parent=make_unit("党委"))


@pytest.fixture
def member(branch):
    person = make_person(branch, name="周望舒", username="zhou")
    give_app(person.user)
    return person.user


def _client(user):
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_secretary_asks_and_an_administrator_confirms(branch, member):
    # given
    secretary = make_user_with_role(Role.BRANCH_SECRETARY, branch, "self")
    admin = make_user_with_role(Role.SYSTEM_ADMIN, branch.get_parent())
    # when
    asked = _client(secretary).post(PAGE, {"username": "ZHOU", "reason": "当面核对工作证"})
    # then
    reset = FactorReset.objects.get()
    assert (asked.status_code, reset.user, reset.asked_by) == (302, member, secretary)
    assert f"{PAGE}{reset.pk}/" not in _client(secretary).get(PAGE).content.decode()
    assert _client(secretary).post(f"{PAGE}{reset.pk}/", {"decision": "confirm"}).status_code == 403
    assert Authenticator.objects.filter(user=member).exists()
    # when
    shown = _client(admin).get(PAGE).content.decode()
    done = _client(admin).post(f"{PAGE}{reset.pk}/", {"decision": "confirm"})
    # then
    assert "当面核对工作证" in shown
    assert done.status_code == 302
    assert not Authenticator.objects.filter(user=member).exists()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.object_id) == ("accounts.confirm_factor_reset", str(member.pk))


def test_a_refused_form_keeps_what_was_typed_and_asks_nothing(branch, member):
    secretary = make_user_with_role(Role.BRANCH_SECRETARY, branch, "self")
    response = _client(secretary).post(PAGE, {"username": "zhou", "reason": " "})
    assert response.status_code == 422
    assert 'value="zhou"' in response.content.decode()
    assert not FactorReset.objects.exists()


def test_accounts_beyond_ones_reach_are_as_if_they_were_not(branch, member):
    # given
    stranger = make_user_with_role(Role.BRANCH_SECRETARY, make_unit("第二党支部"), "self")
    admin = make_user_with_role(Role.SYSTEM_ADMIN, branch.get_parent())
    _client(admin).post(PAGE, {"username": "zhou", "reason": "当面"})
    reset = FactorReset.objects.get()
    # when
    real = _client(stranger).post(PAGE, {"username": "zhou", "reason": "电话"})
    invented = _client(stranger).post(PAGE, {"username": "nobody", "reason": "电话"})
    decided = _client(stranger).post(f"{PAGE}{reset.pk}/", {"decision": "confirm"})
    # then
    words = "您管理的账号中没有此用户名。"
    assert words in real.content.decode()
    assert words in invented.content.decode()
    assert decided.status_code == 404
    assert FactorReset.objects.get().state == "asked"
    assert "周望舒" not in _client(stranger).get(PAGE).content.decode()


def test_a_member_sees_no_such_page(member):
    assert _client(member).get(PAGE).status_code == 403
    assert PAGE not in _client(member).get("/accounts/factors/").content.decode()
