"""Factors demanded by role, and the reset of lost ones by two persons."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.factors import services
from accounts.factors.models import FactorReset
from accounts.factors.registry import keeps_account_of
from accounts.models import ApiToken, UserSession
from accounts.services import create_token
from core.errors import Conflict, Invalid, Refused
from evidence.models import Entry
from organization.types import Role
from support.factors import PASSWORD, give_app, is_signed_in, sign_in
from support.people import make_person, make_unit, make_user, make_user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db):
    user = make_user_with_role(Role.SYSTEM_ADMIN, make_unit("党委"), username="admin")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.capability("F043")
def test_whose_role_demands_a_factor_reaches_nothing_but_its_enrollment(client, admin, demanded):
    # when
    sign_in(client, admin)
    # then
    for address in ("/", "/me/", "/learning/", "/admin/", "/accounts/tokens/"):
        response = client.get(address)
        assert (address, response.status_code, response["Location"]) == (address, 302, "/accounts/factors/")
    assert client.post("/messages/read/")["Location"] == "/accounts/factors/"
    refused = client.get("/api/v1/enrollments")
    assert (refused.status_code, json.loads(refused.content)["code"]) == (403, "factor_required")
    assert client.get("/accounts/factors/").status_code == 200
    assert client.get("/accounts/factors/app/").status_code == 200
    # when
    give_app(admin)
    # then
    assert client.get("/me/").status_code == 200
    assert client.get("/api/v1/enrollments").status_code == 200


def test_no_token_is_issued_to_who_lacks_a_factor(admin, demanded):
    with pytest.raises(Refused):
        create_token(owner=admin, name="同步", scopes=["content:read"])
    assert ApiToken.objects.count() == 0
    give_app(admin)
    assert create_token(owner=admin, name="同步", scopes=["content:read"])[0].pk


def test_a_member_needs_none(client, user, demanded):
    sign_in(client, user)
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("level, sent", [(2, 200), (3, 302)])
def test_level_three_demands_it_of_secretaries_too(client, demanded, settings, level, sent):
    settings.SECURITY_LEVEL = level
    secretary = make_user_with_role(Role.BRANCH_SECRETARY, make_unit(), "self")
    client.force_login(secretary, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/me/").status_code == sent


def test_the_demo_demands_none(client, admin):
    sign_in(client, admin)
    assert client.get("/me/").status_code == 200


def test_the_last_demanded_factor_stays(client, admin, demanded):
    # given
    give_app(admin)
    kept = Authenticator.objects.get()
    client.force_login(admin, "django.contrib.auth.backends.ModelBackend")
    # when
    response = client.post(f"/accounts/factors/{kept.pk}/remove/")
    # then
    assert response.status_code == 403
    assert Authenticator.objects.get() == kept
    assert f"/accounts/factors/{kept.pk}/remove/" not in client.get("/accounts/factors/").content.decode()


def test_a_reset_needs_a_second_person(user, factor, admin):
    # given
    sign_in_client = Client()
    other = make_user("officer")
    UserSession.objects.create(user=user, session_key="k")
    reset = services.ask_reset(user=user, by=admin, reason="当面核对工作证")
    # when
    with pytest.raises(Refused):
        services.confirm_reset(reset=reset, confirmed_by=admin)
    with pytest.raises(Refused):
        services.confirm_reset(reset=reset, confirmed_by=user)
    # then
    assert Authenticator.objects.filter(user=user).exists()
    # when
    services.confirm_reset(reset=reset, confirmed_by=other)
    # then
    assert not Authenticator.objects.filter(user=user).exists()
    assert UserSession.objects.get().ended_at is not None
    assert Entry.objects.filter(kind="accounts.factor.reset_done", by_id=other.pk).count() == 1
    sign_in(sign_in_client, user)
    assert is_signed_in(sign_in_client)
    with pytest.raises(Conflict):
        services.confirm_reset(reset=reset, confirmed_by=other)


def test_a_declined_reset_removes_nothing_and_another_may_be_asked(user, factor, admin):
    reset = services.ask_reset(user=user, by=admin, reason="电话")
    with pytest.raises(Conflict):
        services.ask_reset(user=user, by=admin, reason="再来")
    services.decline_reset(reset=reset, declined_by=make_user())
    assert Authenticator.objects.filter(user=user).exists()
    assert services.ask_reset(user=user, by=admin, reason="当面").state == "asked"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reset_without_a_reason_is_refused(user, factor, admin, reason):
    with pytest.raises(Invalid):
        services.ask_reset(user=user, by=admin, reason=reason)
    assert FactorReset.objects.count() == 0


def test_nobody_resets_their_own_or_what_is_not_there(user, factor, admin):
    with pytest.raises(Refused):
        services.ask_reset(user=user, by=user, reason="我自己")
    with pytest.raises(Conflict):
        services.ask_reset(user=admin, by=user, reason="没有因素")


def test_an_administrator_keeps_the_accounts_of_the_people_in_scope():
    # given
    root = make_unit("党委")
    here = make_person(make_unit(parent=root))
    there = make_person(make_unit())
    admin = make_user_with_role(Role.SYSTEM_ADMIN, root)
    # then
    assert keeps_account_of(admin, here.user)
    assert not keeps_account_of(admin, there.user)
    assert not keeps_account_of(here.user, there.user)
