"""The password asked in place: a page whose session ran out goes on, under the rules of sign-in."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import UserSession
from core.clock import now
from support.people import make_user

PASSWORD = "Long-enough-2026"


@pytest.fixture
def user(db):
    return make_user("zhangwei", name="张伟", password=PASSWORD)


def confirm(client, password=PASSWORD, username="zhangwei", **more):
    told = {"username": username, "password": password}
    headers = {"Accept": "application/json"} | more
    return client.post(reverse("accounts:confirm"), told, content_type="application/json", headers=headers)


def test_a_session_that_ran_out_goes_on_after_the_password(user):
    # given a session over by time
    client = Client()
    client.post(reverse("accounts:login"), {"username": "zhangwei", "password": PASSWORD})
    with time_machine.travel(now() + timedelta(minutes=21), tick=False):
        assert client.get("/api/v1/courses").status_code == 401
        # when
        response = confirm(client)
        # then
        assert response.status_code == 200
        assert client.get("/api/v1/courses").status_code == 200
    assert UserSession.objects.standing().get(user=user).method == "password"


def test_the_answer_holds_a_token_that_the_page_can_use(user):
    # given a browser that checks CSRF
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("accounts:login"))
    before = client.cookies["csrftoken"].value
    # when
    token = confirm(client, **{"X-CSRFToken": before}).json()["csrf_token"]
    # then
    change = reverse("accounts:end_sessions")
    assert client.post(change, headers={"X-CSRFToken": before}).status_code == 403
    assert client.post(change, headers={"X-CSRFToken": token}).status_code == 302


def test_a_wrong_password_is_counted_and_locks_as_at_the_door(user):
    # when
    client = Client()
    answers = [confirm(client, "wrong") for _ in range(5)]
    # then
    assert [answer.status_code for answer in answers[:4]] == [422] * 4
    assert answers[0].json()["detail"] == "账号或密码错误，还可尝试 4 次"
    assert confirm(client).status_code == 429
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '{"username": 3}', "\x00", r'{"username": "\ud800", "password": "\ud800"}']
)
def test_nonsense_is_refused_with_a_problem(db, body):
    response = Client().post(reverse("accounts:confirm"), body, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["code"] == "wrong_password"
