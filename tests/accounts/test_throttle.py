"""Failures are counted whatever a name is spelled like and whatever a stranger says of its address."""

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import throttle
from core.addresses import client_address
from support.people import make_user

PASSWORD, WRONG = "Long-enough-2026", "wrong"


@pytest.fixture
def user(db):
    return make_user("zhangwei", name="张伟", password=PASSWORD)


def sign_in(username="zhangwei", password=WRONG, client=None, **more):
    client = client or Client(**more)
    return client.post(reverse("accounts:login"), {"username": username, "password": password})


def test_spellings_of_one_name_share_one_lock(user):
    # when
    statuses = [
        sign_in(name).status_code
        for name in ("zhangwei", "ZhangWei", "ＺＨＡＮＧＷＥＩ", " zhangwei", "zhang\u200bwei")
    ]
    # then
    assert statuses == [200, 200, 200, 200, 429]
    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {"zhangwei"}


@given(st.text(max_size=30))
def test_folding_a_name_twice_changes_nothing_more(name: str) -> None:
    folded = throttle.fold_name(name)
    assert throttle.fold_name(folded) == folded


def test_twenty_failures_from_many_addresses_lock_the_account(user):
    # given
    for number in range(20):
        sign_in(REMOTE_ADDR=f"10.0.0.{number}")
    # when
    response = sign_in(password=PASSWORD, REMOTE_ADDR="10.0.1.1")
    # then
    assert response.status_code == 429
    assert sign_in("lina", REMOTE_ADDR="10.0.1.1").status_code == 200


def test_what_a_stranger_writes_before_the_proxys_entry_is_not_believed():
    # given
    told = {"X-Forwarded-For": "1.1.1.1, 10.9.9.9"}
    request = RequestFactory().get("/", headers=told, REMOTE_ADDR="10.0.0.1")
    # then
    assert client_address(request) == "10.0.0.1"
    with override_settings(TRUSTED_PROXIES=1):
        assert client_address(request) == "10.9.9.9"
    with override_settings(TRUSTED_PROXIES=3):
        assert client_address(request) == "10.0.0.1"
    bad = RequestFactory().get("/", headers={"X-Forwarded-For": "<script>"}, REMOTE_ADDR="10.0.0.1")
    with override_settings(TRUSTED_PROXIES=1):
        assert client_address(bad) == "10.0.0.1"


@override_settings(ADDRESS_FAILURE_LIMIT=3)
def test_an_address_with_many_failures_is_not_locked_but_works_for_each_try(user):
    # given
    for number in range(3):
        sign_in(f"other{number}")
    client = Client()
    # when
    without = sign_in(password=PASSWORD, client=client)
    page = client.get(reverse("accounts:login"))
    challenge = page.context["challenge"]
    answer = _solve(challenge)
    form = {"username": "zhangwei", "password": PASSWORD, "challenge": challenge, "answer": answer}
    wrong = client.post(reverse("accounts:login"), form | {"answer": "x"})
    right = client.post(reverse("accounts:login"), form)
    again = Client().post(reverse("accounts:login"), form)
    # then
    assert without.status_code == 200
    assert "所在网络" in without.content.decode()
    assert (wrong.status_code, right.status_code, again.status_code) == (200, 302, 200)


@override_settings(ADDRESS_FAILURE_LIMIT=3)
def test_a_proof_counts_for_its_own_address_and_five_minutes(user):
    challenge = throttle.make_challenge("10.0.0.1")
    answer = _solve(challenge)
    assert not throttle.accept_proof(challenge, answer, address="10.0.0.2")
    assert not throttle.accept_proof(challenge + "x", answer, address="10.0.0.1")
    assert throttle.accept_proof(challenge, answer, address="10.0.0.1")
    assert not throttle.accept_proof(challenge, answer, address="10.0.0.1")


def test_wagtails_second_door_leads_to_the_first(db):
    response = Client().get("/_util/login/?next=/theory/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/theory/")


def _solve(challenge: str) -> str:
    return next(str(n) for n in range(10_000_000) if throttle.solves(challenge, str(n)))
