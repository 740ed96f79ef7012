"""Passkeys: set up, used as the second factor, named, removed."""

import html
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from support.factors import give_app, is_signed_in, sign_in
from support.passkeys import SoftPasskey
from support.people import make_user

pytestmark = pytest.mark.django_db
PAGE = "/accounts/factors/passkey/"
STEP = "/accounts/second-step/"
HTTPS = {"secure": True}


def _options(response):
    found = re.search(
        r'<script id="passkey-options"[^>]*>(.*?)</script>', response.content.decode(), re.DOTALL
    )
    return json.loads(html.unescape(found[1]))


def _set_up(client, user, passkey, name="工作手机", **forged):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    options = _options(client.get(PAGE, **HTTPS))
    answer = passkey.create(options, **forged)
    return client.post(PAGE, {"name": name, "credential": json.dumps(answer)}, **HTTPS)


@pytest.fixture
def passkey(user):
    passkey = SoftPasskey()
    assert _set_up(Client(), user, passkey).status_code == 200
    return passkey


def test_a_passkey_is_set_up_and_recovery_codes_are_shown(client, user):
    # when
    response = _set_up(client, user, SoftPasskey())
    # then
    assert len(re.findall(r"<li>\d{5} \d{5}</li>", response.content.decode())) == 10
    kept = Authenticator.objects.get(type="webauthn")
    assert kept.data["name"] == "工作手机"
    assert "工作手机" in client.get("/accounts/factors/", **HTTPS).content.decode()


@pytest.mark.parametrize("forged", [{"origin": "https://evil.example"}, {"challenge": "AAAA"}])
def test_an_answer_of_another_site_or_challenge_is_refused(client, user, forged):
    response = _set_up(client, user, SoftPasskey(), **forged)
    assert response.status_code == 422
    assert Authenticator.objects.count() == 0


def test_without_a_name_nothing_is_kept(client, user):
    assert _set_up(client, user, SoftPasskey(), name=" ").status_code == 422
    assert Authenticator.objects.count() == 0


def test_a_passkey_signs_in_as_the_second_factor(client, user, passkey):
    # given
    assert sign_in(client, user, next="/learning/")["Location"] == STEP
    options = _options(client.get(STEP, **HTTPS))
    # when
    response = client.post(STEP, {"credential": json.dumps(passkey.answer(options))}, **HTTPS)
    # then
    assert response["Location"] == "/learning/"
    assert is_signed_in(client)


def test_an_answer_counts_once(client, user, passkey):
    # given
    sign_in(client, user)
    answer = json.dumps(passkey.answer(_options(client.get(STEP, **HTTPS))))
    client.post(STEP, {"credential": answer}, **HTTPS)
    # when
    other = Client()
    sign_in(other, user)
    other.get(STEP, **HTTPS)
    response = other.post(STEP, {"credential": answer}, **HTTPS)
    # then
    assert response.status_code == 200
    assert not is_signed_in(other)


def test_the_passkey_of_another_opens_nothing(client, user, passkey):
    # given
    other = make_user("other", password="Correct-Horse-9")
    give_app(other)
    theirs = SoftPasskey()
    _set_up(Client(), other, theirs)
    sign_in(client, user)
    # when
    answer = theirs.answer(_options(client.get(STEP, **HTTPS)))
    response = client.post(STEP, {"credential": json.dumps(answer)}, **HTTPS)
    # then
    assert response.status_code == 200
    assert not is_signed_in(client)


def test_a_forged_signature_is_refused(client, user, passkey):
    sign_in(client, user)
    answer = passkey.answer(_options(client.get(STEP, **HTTPS)))
    forged = SoftPasskey()
    forged.id = passkey.id
    signature = forged.answer({"publicKey": {"challenge": "AAAA"}})["response"]["signature"]
    answer["response"]["signature"] = signature
    client.post(STEP, {"credential": json.dumps(answer)}, **HTTPS)
    assert not is_signed_in(client)


def test_renaming_and_removing(client, user, passkey):
    # given
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    kept = Authenticator.objects.get(type="webauthn")
    # when
    client.post(f"/accounts/factors/{kept.pk}/name/", {"name": "备用密钥"})
    too_long = client.post(f"/accounts/factors/{kept.pk}/name/", {"name": "长" * 41})
    # then
    kept.refresh_from_db()
    assert kept.data["name"] == "备用密钥"
    assert too_long.status_code == 422
    # when
    client.post(f"/accounts/factors/{kept.pk}/remove/")
    # then
    assert not Authenticator.objects.exists()
