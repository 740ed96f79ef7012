"""Passwords: what they must be, when they must change, and what is closed until then."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import FormerPassword, User
from core.clock import now
from support.people import make_user

PASSWORD = "Long-enough-2026"
OTHERS = [f"Other-words-{number}-here" for number in range(6)]


@pytest.fixture
def user(db):
    return make_user("zhangwei", name="张伟", password=PASSWORD)


def sign_in(password=PASSWORD):
    client = Client()
    client.post(reverse("accounts:login"), {"username": "zhangwei", "password": password})
    return client


def change(client, old, new):
    return client.post(
        reverse("accounts:password_change"),
        {"old_password": old, "new_password1": new, "new_password2": new},
    )


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short-1A", "password_too_short"),
        ("onlylowercase", "too_few_classes"),
        ("lowerand20261123", "too_few_classes"),
        ("ＺｈａｎｇＷｅｉ-2026-x", "holds_user_name"),
        ("my-ZhangWei-2026", "holds_user_name"),
        (PASSWORD, "used_before"),
    ],
)
def test_a_weak_password_is_refused_with_the_rule(user, password, code):
    with pytest.raises(ValidationError) as caught:
        validate_password(password, user)
    assert code in {error.code for error in caught.value.error_list}


def test_the_last_five_are_not_used_again_and_the_sixth_may_be(user):
    # given
    client, old = sign_in(), PASSWORD
    for new in OTHERS[:5]:
        # when
        assert change(client, old, new).status_code == 302
        old = new
    # then
    for former in OTHERS[:5]:
        assert change(client, old, former).status_code == 200
    assert change(client, old, PASSWORD).status_code == 302
    assert FormerPassword.objects.filter(user=user).count() == 6


def test_a_password_set_by_somebody_else_must_be_changed_before_anything(user):
    # given
    services.reset_password(user=user, password="Set-by-admin-1", by=None)
    client = sign_in("Set-by-admin-1")
    # when
    page, program = client.get("/me/"), client.get("/api/v1/courses")
    # then
    assert (page.status_code, page["Location"]) == (302, reverse("accounts:password_change"))
    assert (program.status_code, program.json()["code"]) == (403, "password_change_required")
    assert "首次登录" in client.get(reverse("accounts:password_change")).content.decode()
    # when
    change(client, "Set-by-admin-1", OTHERS[0])
    # then
    assert client.get("/me/").status_code == 200
    assert User.objects.get(pk=user.pk).must_change_password is False


def test_tokens_open_nothing_until_the_password_is_changed(user):
    # given
    _token, secret = services.create_token(owner=user, name="程序", scopes=["learning:read"])
    services.reset_password(user=user, password="Set-by-admin-1", by=None)
    # when
    response = Client().get("/api/v1/courses", headers={"Authorization": f"Bearer {secret}"})
    # then
    assert response.status_code == 401


def test_an_account_made_by_an_administrator_begins_with_a_change(db):
    admin = make_user("admin")
    made = services.create_user(username="neu", name="新人", password=PASSWORD, by=admin)
    assert made.must_change_password


def test_after_ninety_days_a_new_password_is_asked_for(user):
    # given
    with time_machine.travel(now() + timedelta(days=91), tick=False):
        client = sign_in()
        # when
        response = client.get("/me/")
    # then
    assert response["Location"] == reverse("accounts:password_change")


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(user):
    # given
    here, there = sign_in(), sign_in()
    # when
    change(here, PASSWORD, OTHERS[0])
    # then
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert here.get(reverse("accounts:sessions")).content.decode().count("本机") == 1
