"""Guesses at one moment: as many are tried as the limit allows, and not one more."""

import threading

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import check_password as check
from django.test import Client
from django.urls import reverse

from accounts.factors import services
from support.factors import PASSWORD, give_app
from support.people import make_user
from support.races import together

pytestmark = pytest.mark.django_db(transaction=True)
GUESSES = 16


@pytest.mark.capability("F094")
@pytest.mark.parametrize("route", ["accounts:login", "accounts:confirm"])
def test_guesses_sent_at_once_are_counted_like_guesses_one_by_one(monkeypatch, route):
    # given
    make_user("zhangwei", password=PASSWORD)
    tried, statuses, lock = [], [], threading.Lock()

    def note(password, encoded, *args, **more):
        with lock:
            tried.append(password)
        return check(password, encoded, *args, **more)

    monkeypatch.setattr("django.contrib.auth.base_user.check_password", note)

    def guess(number):
        told = {"username": "zhangwei", "password": f"wrong-{number}"}
        kind = {"content_type": "application/json"} if route == "accounts:confirm" else {}
        statuses.append(Client().post(reverse(route), told, **kind).status_code)

    # when
    raised = together(*[lambda number=number: guess(number) for number in range(GUESSES)])
    # then
    assert [error for error in raised if error] == []
    assert len(tried) == 5
    assert len(statuses) == GUESSES
    assert statuses.count(429) >= GUESSES - 5
    assert AccessAttempt.objects.get().failures_since_start >= 5


def test_codes_of_the_second_step_take_turns_too(monkeypatch):
    # given: a password that is known, in as many browsers
    user = make_user("zhangwei", password=PASSWORD)
    give_app(user)
    browsers = [Client() for _ in range(GUESSES)]
    for browser in browsers:
        browser.post(reverse("accounts:login"), {"username": "zhangwei", "password": PASSWORD})
    tried, lock = [], threading.Lock()
    check_code = services.check_code

    def note(*, user, code):
        with lock:
            tried.append(code)
        return check_code(user=user, code=code)

    monkeypatch.setattr(services, "check_code", note)
    told = reverse("accounts:second_step")
    # when
    raised = together(*[lambda at=at: browsers[at].post(told, {"code": f"{at:06}"}) for at in range(GUESSES)])
    # then
    assert [error for error in raised if error] == []
    assert len(tried) == 5
