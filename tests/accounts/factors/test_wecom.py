"""WeCom against a stub server."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts.factors.wecom import words_of
from support.factors import is_signed_in
from support.stub_servers import StubWeCom, served

pytestmark = pytest.mark.django_db
START, BACK = "/accounts/sso/wecom/", "/accounts/sso/wecom/callback/"


@pytest.fixture
def wecom(settings):
    stub = StubWeCom()
    with served(stub.answer) as address:
        options = {"agent_id": "1000002", "api_url": address}
        options |= {"scan_url": "https://scan.example/sso", "inside_url": "https://inside.example/authorize"}
        app = {
            "provider_id": "wecom",
            "name": "",
            "client_id": "corp",
            "secret": "secret",
            "settings": options,
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"wecom": {"APPS": [app]}}
        yield stub


@pytest.fixture
def linked(user):
    return SocialAccount.objects.create(user=user, provider="wecom", uid="ZhouWangShu")


def _come_back(client, code="good"):
    location = client.get(START)["Location"]
    return client.get(BACK, {"code": code, "state": parse_qs(urlsplit(location).query)["state"][0]})


def test_a_linked_member_signs_in(client, wecom, user, linked):
    response = _come_back(client)
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_browser_is_sent_to_the_qr_page(client, wecom):
    location = client.get(START)["Location"]
    asked = {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}
    assert location.startswith("https://scan.example/sso?")
    assert (asked["login_type"], asked["appid"], asked["agentid"]) == ("CorpApp", "corp", "1000002")
    assert asked["redirect_uri"] == f"http://testserver{BACK}"


def test_inside_the_app_nothing_is_scanned(client, wecom):
    location = client.get(START, HTTP_USER_AGENT="Mozilla/5.0 wxwork/4.1 MicroMessenger")["Location"]
    asked = parse_qs(urlsplit(location).query)
    assert location.startswith("https://inside.example/authorize?")
    assert location.endswith("#wechat_redirect")
    assert asked["scope"] == ["snsapi_base"]


def test_the_programs_token_is_fetched_once_and_again_when_it_is_void(client, wecom, linked):
    # when
    _come_back(client)
    client.logout()
    _come_back(client)
    # then
    assert wecom.tokens_given == 1
    # when
    client.logout()
    wecom.valid = "withdrawn"
    _come_back(client)
    # then
    assert is_signed_in(client)
    assert wecom.tokens_given == 2


@pytest.mark.parametrize("code, words", [("used", "已失效"), ("guest", "不是本企业成员")])
def test_a_used_code_and_a_guest_are_told(client, wecom, linked, code, words):
    assert _come_back(client, code)["Location"] == "/accounts/login/"
    assert words in client.get("/accounts/login/").content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("error", [40001, 40013, 45009, 60020, 99999])
def test_an_error_of_wecom_is_put_into_words(client, wecom, linked, error):
    wecom.error = error
    _come_back(client)
    assert words_of(error) in client.get("/accounts/login/").content.decode()
    assert not is_signed_in(client)


def test_the_secret_never_stands_in_the_log(client, wecom, linked, settings, caplog):
    # given
    settings.SOCIALACCOUNT_PROVIDERS["wecom"]["APPS"][0]["settings"]["api_url"] = "http://127.0.0.1:9"
    settings.SOCIALACCOUNT_PROVIDERS["wecom"]["APPS"][0]["secret"] = "s3cr3t-of-wecom"
    # when
    _come_back(client)
    # then
    assert "无法连接" in client.get("/accounts/login/").content.decode()
    assert "s3cr3t-of-wecom" not in "".join(f"{r.getMessage()} {r.__dict__}" for r in caplog.records)


def test_an_unlinked_member_makes_no_account(client, wecom, user):
    assert _come_back(client)["Location"] == "/accounts/login/"
    assert not SocialAccount.objects.exists()
    assert not is_signed_in(client)


def test_a_forged_state_is_refused(client, wecom, linked):
    client.get(START)
    assert client.get(BACK, {"code": "good", "state": "forged"})["Location"] == "/accounts/login/"
    assert wecom.tokens_given == 0
    assert not is_signed_in(client)
