"""OpenID Connect against a stub server: who may come in, and every answer that is refused."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User, UserSession
from organization.models import Person
from support.factors import code_at, is_signed_in
from support.people import make_person
from support.stub_servers import STRANGE_KEY, StubOidc, served

pytestmark = pytest.mark.django_db
START, BACK = "/accounts/sso/oidc/", "/accounts/sso/oidc/callback/"


@pytest.fixture
def oidc(settings):
    stub = StubOidc()
    with served(stub.answer) as address:
        stub.address = address
        options = {"server_url": address, "issuer": address, "uid_field": "sub", "scope": ["openid"]}
        app = {"provider_id": "oidc", "name": "集团统一认证", "client_id": "client", "secret": "secret"}
        settings.SOCIALACCOUNT_PROVIDERS = {
            "oidc": {"APPS": [app | {"settings": options}], "OAUTH_PKCE_ENABLED": True}
        }
        yield stub


@pytest.fixture
def linked(user):
    return SocialAccount.objects.create(user=user, provider="oidc", uid="u-1")


def _come_back(client, oidc, start=START):
    return client.get(f"{BACK}?{oidc.authorize(client.get(start)['Location'])}")


def test_a_linked_identity_signs_in_and_goes_on(client, oidc, user, linked):
    # when
    response = _come_back(client, oidc, f"{START}?next=/learning/")
    # then
    assert (response.status_code, response["Location"]) == (302, "/learning/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert UserSession.objects.get().method == "single_sign_on"


def test_the_request_carries_state_nonce_and_pkce(client, oidc):
    location = client.get(START)["Location"]
    asked = {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}
    assert location.startswith(f"{oidc.address}/authorize?")
    assert (asked["client_id"], asked["response_type"], asked["scope"]) == ("client", "code", "openid")
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    assert len(asked["nonce"]) == 64
    assert asked["state"] != asked["nonce"]


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": ["client", "another"]},
        {"iss": "https://evil.example"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"iat": 4_000_000_000},
    ],
    ids=str,
)
def test_a_wrong_token_is_refused(client, oidc, linked, claims):
    # given
    oidc.claims = claims
    # when
    response = _come_back(client, oidc)
    # then
    assert response["Location"] == "/accounts/login/"
    assert not is_signed_in(client)
    assert "登录未成功" in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("key, algorithm", [(STRANGE_KEY, "RS256"), ("x" * 64, "HS256"), (None, "none")])
def test_a_token_of_another_key_or_of_none_is_refused(client, oidc, linked, key, algorithm):
    oidc.key, oidc.algorithm = key, algorithm
    assert _come_back(client, oidc)["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


def test_a_wrong_or_used_state_is_refused(client, oidc, linked):
    # given
    query = oidc.authorize(client.get(START)["Location"])
    # when
    forged = client.get(f"{BACK}?{query[:-3]}xyz")
    elsewhere = Client().get(f"{BACK}?{query}")
    # then
    assert forged["Location"] == elsewhere["Location"] == "/accounts/login/"
    assert not is_signed_in(client)
    # when
    client.get(f"{BACK}?{query}")
    assert is_signed_in(client)
    client.logout()
    again = client.get(f"{BACK}?{query}")
    assert again["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("query", ["", "code=x", "error=access_denied", "state=1&error=server_error"])
def test_a_broken_return_is_told_on_the_sign_in_page(client, oidc, linked, query):
    response = client.get(f"{BACK}?{query}")
    assert response["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


def test_who_cancels_is_told_so(client, oidc):
    query = oidc.authorize(client.get(START)["Location"])
    state = query.rpartition("state=")[2]
    client.get(f"{BACK}?error=access_denied&state={state}")
    assert "已取消" in client.get("/accounts/login/").content.decode()


def test_an_unknown_identity_makes_no_account(client, oidc, user):
    # given
    before = User.objects.count()
    # when
    response = _come_back(client, oidc)
    # then
    assert response["Location"] == "/accounts/login/"
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()
    assert not is_signed_in(client)


def test_a_closed_account_stays_closed(client, oidc, user, linked):
    user.is_active = False
    user.save()
    _come_back(client, oidc)
    assert not is_signed_in(client)


def test_single_sign_on_does_not_spare_the_second_factor(client, oidc, user, linked, factor):
    # when
    response = _come_back(client, oidc, f"{START}?next=/learning/")
    # then
    assert response["Location"] == "/accounts/second-step/"
    assert not is_signed_in(client)
    assert client.post("/accounts/second-step/", {"code": code_at(factor)})["Location"] == "/learning/"


def test_an_equal_staff_number_opens_the_account_where_that_is_configured(client, oidc, settings):
    # given
    person = make_person()
    Person.objects.filter(pk=person.pk).update(staff_number="u-1")
    # when
    _come_back(client, oidc)
    assert not is_signed_in(client)
    settings.SIGN_ON_BY_STAFF_NUMBER = True
    _come_back(client, oidc)
    # then
    assert client.session["_auth_user_id"] == str(person.user_id)
    link = SocialAccount.objects.get()
    assert (link.uid, link.user_id, link.extra_data) == ("u-1", person.user_id, {})


def test_linking_is_confirmed_while_signed_in(client, oidc, user):
    # given
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    # when
    response = _come_back(client, oidc)
    # then
    assert response["Location"] == "/accounts/sso/link/"
    assert not SocialAccount.objects.exists()
    assert "u-1" in client.get("/accounts/sso/link/").content.decode()
    client.post("/accounts/sso/link/")
    link = SocialAccount.objects.get()
    assert (link.user, link.uid, link.extra_data) == (user, "u-1", {})
    assert "集团统一认证" in client.get("/accounts/factors/").content.decode()
    # when
    client.post(f"/accounts/sso/links/{link.pk}/remove/")
    # then
    assert not SocialAccount.objects.exists()


def test_the_identity_of_another_account_cannot_be_taken(client, oidc, linked):
    person = make_person()
    client.force_login(person.user, "django.contrib.auth.backends.ModelBackend")
    assert _come_back(client, oidc)["Location"] == "/accounts/factors/"
    client.post("/accounts/sso/link/")
    assert SocialAccount.objects.get().user == linked.user
    assert client.post(f"/accounts/sso/links/{linked.pk}/remove/").status_code == 404


def test_another_claim_may_come_from_the_userinfo_of_the_same_subject(client, oidc, user, settings):
    # given
    SocialAccount.objects.create(user=user, provider="oidc", uid="E0017")
    settings.SOCIALACCOUNT_PROVIDERS["oidc"]["APPS"][0]["settings"]["uid_field"] = "employee"
    # when
    oidc.userinfo = {"sub": "another", "employee": "E0017"}
    _come_back(client, oidc)
    assert not is_signed_in(client)
    oidc.userinfo = {"sub": "u-1", "employee": "E0017"}
    _come_back(client, oidc)
    # then
    assert is_signed_in(client)


def test_the_button_stands_only_where_it_is_configured(client, oidc, settings):
    assert "集团统一认证" in client.get("/accounts/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert START not in client.get("/accounts/login/").content.decode()
    assert client.get(START).status_code == 404
    assert client.get(BACK).status_code == 404
    assert client.get("/accounts/sso/wecom/").status_code == 404


def test_a_server_that_is_down_is_told(client, oidc, settings):
    options = settings.SOCIALACCOUNT_PROVIDERS["oidc"]["APPS"][0]["settings"]
    options["server_url"] = "http://127.0.0.1:9"
    assert client.get(START)["Location"] == "/accounts/login/"
    assert "登录未成功" in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "password/reset/", "2fa/", "social/signup/", "3rdparty/", "oidc/oidc/login/"],
)
def test_none_of_the_librarys_own_doors_is_open(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404
