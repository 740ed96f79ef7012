"""The step between password and session, and the pages of one's own factors."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.factors import services
from accounts.models import UserSession
from accounts.services import reset_password
from core import clock
from support.factors import PASSWORD, code_at, give_app, is_signed_in, sign_in
from support.people import make_user

pytestmark = pytest.mark.django_db
STEP = "/accounts/second-step/"


def test_the_password_alone_gives_no_session_rights(client, user, factor):
    # when
    response = sign_in(client, user, next="/learning/")
    # then
    assert (response.status_code, response["Location"]) == (302, STEP)
    assert not is_signed_in(client)
    assert client.get("/me/").status_code == 302
    assert client.get("/api/v1/enrollments").status_code == 401
    assert UserSession.objects.count() == 0


def test_a_right_code_begins_the_session_and_goes_on(client, user, factor):
    # given
    sign_in(client, user, next="/learning/")
    before = client.session.session_key
    # when
    response = client.post(STEP, {"code": code_at(factor)})
    # then
    assert (response.status_code, response["Location"]) == (302, "/learning/")
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert UserSession.objects.get().method == "password"


def test_a_next_to_another_host_is_not_followed(client, user, factor):
    sign_in(client, user, next="https://evil.example/")
    assert client.post(STEP, {"code": code_at(factor)})["Location"] == "/"


def test_without_a_factor_the_password_is_enough(client, user):
    assert sign_in(client, user)["Location"] == "/"
    assert is_signed_in(client)


def test_a_wrong_code_is_told_and_counted_as_a_failed_sign_in(client, user, factor):
    # given
    sign_in(client, user)
    # when
    responses = [client.post(STEP, {"code": "000000"}) for _ in range(5)]
    # then
    assert [response.status_code for response in responses] == [200, 200, 200, 200, 429]
    assert "验证码" in responses[0].content.decode()
    assert not is_signed_in(client)
    # and neither a right code nor the right password helps while the account waits
    assert client.post(STEP, {"code": code_at(factor)}).status_code in {302, 429}
    assert sign_in(Client(), user).status_code == 429
    assert not is_signed_in(client)


def test_giving_the_password_again_does_not_reset_the_count(client, user, factor):
    # given
    for _ in range(4):
        sign_in(client, user)
        client.post(STEP, {"code": "000000"})
    # when
    sign_in(client, user)
    # then
    assert client.post(STEP, {"code": "000000"}).status_code == 429


def test_the_step_expires_after_five_minutes(client, user, factor):
    # given
    moment = clock.now()
    with clock.frozen_at(moment):
        sign_in(client, user)
    # when
    with clock.frozen_at(moment + timedelta(seconds=301)):
        response = client.post(STEP, {"code": code_at(factor)})
    # then
    assert response["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


def test_the_step_belongs_to_the_browser_that_gave_the_password(client, user, factor):
    # given
    sign_in(client, user)
    # when
    other = Client()
    response = other.post(STEP, {"code": code_at(factor)})
    # then
    assert response["Location"] == "/accounts/login/"
    assert not is_signed_in(other)


def test_the_key_of_the_anonymous_session_is_new_from_the_password_on(client, user, factor):
    # given: a key that somebody else may have planted
    client.get(f"{reverse('accounts:login')}?next=/x")
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    planted = session.session_key
    # when
    sign_in(client, user)
    # then
    assert client.session.session_key != planted


def test_a_password_changed_meanwhile_ends_the_step(client, user, factor):
    sign_in(client, user)
    reset_password(user=user, password="Another-Pass-77", by=None)
    assert client.post(STEP, {"code": code_at(factor)})["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


def test_a_recovery_code_opens_and_says_how_many_are_left(client, user, factor):
    codes = services.renew_recovery_codes(user=user)
    sign_in(client, user)
    response = client.post(STEP, {"code": codes[0]}, follow=True)
    assert is_signed_in(client)
    assert "9" in " ".join(str(m) for m in response.context["messages"])


@pytest.mark.parametrize(
    "credential", ["{", "[]", '"x"', "{}", '{"id": "x", "rawId": "eA", "type": "public-key"}']
)
def test_a_malformed_passkey_is_refused(client, user, factor, credential):
    sign_in(client, user)
    response = client.post(STEP, {"credential": credential})
    assert response.status_code == 200
    assert not is_signed_in(client)


def test_setting_up_an_app_shows_qr_and_text_then_codes_once(client, user):
    # given
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    page = client.get("/accounts/factors/app/").content.decode()
    secret = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert "<svg" in page
    assert secret not in str(dict(client.session))
    # when
    wrong = client.post("/accounts/factors/app/", {"code": "123"})
    right = client.post("/accounts/factors/app/", {"code": code_at(secret)})
    # then
    assert wrong.status_code == 422
    codes = re.findall(r"<li>(\d{5} \d{5})</li>", right.content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get("/accounts/factors/").content.decode()
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}


def test_factors_change_only_after_a_fresh_proof(client, user, factor):
    # given: a session of half an hour ago
    kept = Authenticator.objects.get(type="totp")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["zx_proved"] = clock.now().timestamp() - 1800
    session.save()
    # when
    refused = client.post(f"/accounts/factors/{kept.pk}/remove/")
    # then
    assert refused["Location"].startswith("/accounts/prove/?next=")
    assert Authenticator.objects.filter(pk=kept.pk).exists()
    # when
    wrong = client.post("/accounts/prove/", {"password": "wrong", "next": "/accounts/factors/"})
    assert wrong.status_code == 200
    assert client.post(f"/accounts/factors/{kept.pk}/remove/")["Location"].startswith("/accounts/prove/")
    right = client.post("/accounts/prove/", {"password": PASSWORD, "next": "https://evil.example/"})
    assert right["Location"] == "/accounts/factors/"
    client.post(f"/accounts/factors/{kept.pk}/remove/")
    # then
    assert not Authenticator.objects.exists()


def test_a_demo_button_asks_for_the_factor_too(client, settings, user, factor):
    settings.DEMO = True
    settings.DEMO_ACCOUNTS = [user.username]
    response = client.post(reverse("accounts:demo_login"), {"username": user.username})
    assert response["Location"] == STEP
    assert not is_signed_in(client)


def test_the_list_shows_only_ones_own(client, user, factor):
    other = make_user()
    give_app(other)
    client.force_login(other, "django.contrib.auth.backends.ModelBackend")
    kept = Authenticator.objects.get(user=user)
    assert client.post(f"/accounts/factors/{kept.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=kept.pk).exists()


def test_another_session_in_the_browser_ends_when_a_second_step_begins(client, user, factor):
    # given: somebody without a factor is signed in here
    other = make_user("other", password=PASSWORD)
    sign_in(client, other)
    assert is_signed_in(client)
    # when
    response = sign_in(client, user, next="/learning/")
    # then
    assert response["Location"] == STEP
    assert not is_signed_in(client)
    assert UserSession.objects.get(user=other).ending == "signed_out"
    assert client.post(STEP, {"code": code_at(factor)})["Location"] == "/learning/"
    assert client.session["_auth_user_id"] == str(user.pk)
