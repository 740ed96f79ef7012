"""Sessions end when they should, and only whose they are may end them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import UserSession
from accounts.types import SessionEnding
from core.clock import now
from support.people import make_unit, make_user, make_user_with_role

PASSWORD = "Long-enough-2026"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/143.0 Safari/537.36"


@pytest.fixture
def user(db):
    return make_user("zhangwei", name="张伟", password=PASSWORD)


def signed_in(username="zhangwei", **more):
    client = Client(HTTP_USER_AGENT=AGENT, **more)
    assert (
        client.post(reverse("accounts:login"), {"username": username, "password": PASSWORD}).status_code
        == 302
    )
    return client


def is_in(client):
    return client.get(reverse("accounts:sessions")).status_code == 200


def test_a_sign_in_is_on_record_with_device_and_address(user):
    # when
    signed_in(REMOTE_ADDR="10.1.2.3")
    # then
    record = UserSession.objects.get(user=user)
    assert (record.device, record.address, record.method) == ("Chrome · Windows", "10.1.2.3", "password")
    assert record.ended_at is None


def test_twenty_idle_minutes_end_a_session_and_say_so(user):
    # given
    client, moment = signed_in(), now()
    # when
    with time_machine.travel(moment + timedelta(minutes=19), tick=False):
        early = is_in(client)
    with time_machine.travel(moment + timedelta(minutes=40), tick=False):
        late = client.get("/me/", follow=True)
    # then
    assert early
    assert late.redirect_chain == [("/accounts/login/?next=%2Fme%2F", 302)]
    assert "会话已超时，请重新登录" in late.content.decode()
    assert UserSession.objects.get(user=user).ending == SessionEnding.IDLE


def test_twelve_hours_end_a_session_however_active(user):
    # given
    client, moment = signed_in(), now()
    # when
    for step in range(1, 48):
        with time_machine.travel(moment + timedelta(minutes=15 * step), tick=False):
            assert is_in(client)
    with time_machine.travel(moment + timedelta(hours=12, minutes=5), tick=False):
        # then
        assert not is_in(client)
    assert UserSession.objects.get(user=user).ending == SessionEnding.TOO_LONG


def test_what_a_timer_sends_or_what_is_refused_does_not_keep_a_session(user):
    # given
    client, moment = signed_in(), now()
    # when
    for minutes in (5, 10, 15):
        with time_machine.travel(moment + timedelta(minutes=minutes), tick=False):
            assert client.get("/nothing-here/").status_code == 404
    # then
    with time_machine.travel(moment + timedelta(minutes=21), tick=False):
        assert not is_in(client)


def test_api_says_by_a_problem_that_the_session_is_over(user):
    # given
    client, moment = signed_in(), now()
    # when
    with time_machine.travel(moment + timedelta(minutes=21), tick=False):
        response = client.get("/api/v1/courses")
    # then
    assert response.status_code == 401
    assert response.json()["code"] == "session_over"


def test_signing_out_everywhere_ends_the_others_at_once(user):
    # given
    here, there = signed_in(), signed_in()
    # when
    here.post(reverse("accounts:end_sessions"))
    # then
    assert is_in(here)
    assert not is_in(there)
    assert sorted(UserSession.objects.values_list("ending", flat=True)) == ["", "ended_elsewhere"]


def test_one_session_is_ended_only_by_its_owner(user):
    # given
    make_user("lina", name="李娜", password=PASSWORD)
    mine, others = signed_in(), signed_in("lina")
    record = UserSession.objects.get(user=user)
    # when
    response = others.post(reverse("accounts:end_sessions"), {"session": record.pk})
    # then
    assert response.status_code == 404
    assert is_in(mine)


def test_an_administrator_has_one_session(db):
    # given
    admin = make_user_with_role("system_admin", make_unit(), username="admin1")
    admin.set_password(PASSWORD)
    admin.save()
    first = signed_in("admin1")
    # when
    second = signed_in("admin1")
    # then
    assert not is_in(first)
    assert is_in(second)


def test_a_closed_account_is_out_with_its_next_request(user):
    client = signed_in()
    services.deactivate_user(user=user, by=None)
    assert not is_in(client)
    assert UserSession.objects.get(user=user).ending == SessionEnding.CLOSED


def test_session_list_shows_ones_own_failures(user):
    # given
    Client().post(reverse("accounts:login"), {"username": "zhangwei", "password": "wrong"})
    client = Client(HTTP_USER_AGENT=AGENT)
    client.force_login(user)
    # when
    page = client.get(reverse("accounts:sessions")).content.decode()
    # then
    assert "1 次失败" in page
