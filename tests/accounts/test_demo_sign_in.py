"""The demo's buttons: open only when the demo is on, for its own accounts, from this machine."""

import pytest
from django.urls import reverse

from support.people import make_user


@pytest.fixture
def demo(settings, db):
    settings.DEMO = True
    settings.DEMO_ACCOUNTS = [("demo_member", "党员"), "demo_editor"]
    make_user("demo_member", name="演示党员")
    make_user("demo_editor", name="演示采编")
    return make_user("outsider", name="外人")


def press(client, username, **extra):
    return client.post(reverse("accounts:demo_login"), {"username": username}, **extra)


def test_one_button_signs_in(client, demo):
    # when
    response = press(client, "demo_member")
    # then
    assert response.status_code == 302
    assert "_auth_user_id" in client.session


def test_the_sign_in_page_offers_the_accounts_with_their_labels(client, demo):
    page = client.get(reverse("accounts:login")).content.decode()
    assert 'value="demo_member"' in page
    assert "党员" in page
    assert 'value="outsider"' not in page


def test_there_is_no_demo_without_the_setting(client, demo, settings):
    # given
    settings.DEMO = False
    # when
    response = press(client, "demo_member")
    # then
    assert response.status_code == 404
    assert "_auth_user_id" not in client.session
    assert "demo_member" not in client.get(reverse("accounts:login")).content.decode()


@pytest.mark.parametrize("username", ["outsider", "nobody", ""])
def test_only_listed_accounts(client, demo, username):
    assert press(client, username).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.5"},
        {"HTTP_FORWARDED": "for=203.0.113.5"},
    ],
)
def test_refuses_who_does_not_sit_at_this_machine(client, demo, extra):
    # when
    response = press(client, "demo_member", **extra)
    # then
    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_said_twice_the_demo_is_open_to_others(client, demo, settings):
    settings.DEMO_ANYWHERE = True
    assert press(client, "demo_member", REMOTE_ADDR="10.0.0.7").status_code == 302


def test_never_signs_in_a_closed_account_or_a_superuser(client, demo, settings):
    # given
    closed = make_user("closed")
    closed.is_active = False
    closed.save()
    chief = make_user("chief")
    chief.is_superuser = True
    chief.save()
    settings.DEMO_ACCOUNTS = ["closed", "chief"]
    # then
    assert press(client, "closed").status_code == 404
    assert press(client, "chief").status_code == 404


def test_a_get_does_nothing(client, demo):
    assert client.get(reverse("accounts:demo_login") + "?username=demo_member").status_code == 405
    assert "_auth_user_id" not in client.session
