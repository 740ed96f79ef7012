"""Sign-in: who gets in, what is said to who does not, and when the door stays shut."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from core.clock import now
from support.people import make_user

PASSWORD = "long-enough-2026"


@pytest.fixture
def user(db):
    return make_user("zhangwei", name="张伟", password=PASSWORD)


def sign_in(client, username="zhangwei", password=PASSWORD, **more):
    return client.post(reverse("accounts:login"), {"username": username, "password": password, **more})


def test_signs_in_with_a_new_session_key_and_goes_where_it_was_asked(client, user):
    # given a visitor with a session
    client.get(reverse("accounts:login"))
    session = client.session
    session["kept"] = "yes"
    session.save()
    before = session.session_key
    # when
    response = sign_in(client, next="/learning/")
    # then
    assert response.status_code == 302
    assert response["Location"] == "/learning/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_never_goes_to_another_host_after_sign_in(client, user, target):
    response = sign_in(client, next=target)
    assert response.status_code == 302
    assert response["Location"] == reverse("portal:home")


def test_a_wrong_password_keeps_the_user_name_and_says_how_many_tries_are_left(client, user):
    # when
    response = sign_in(client, password="wrong")
    # then
    page = response.content.decode()
    assert response.status_code == 200
    assert "账号或密码错误，还可尝试 4 次" in page
    assert 'value="zhangwei"' in page
    assert "wrong" not in page
    assert "_auth_user_id" not in client.session


def test_an_unknown_account_and_a_closed_one_are_told_the_same(client, user):
    # given
    user.is_active = False
    user.save()
    # when
    unknown = sign_in(client, username="nobody")
    closed = sign_in(client)
    # then
    for response in (unknown, closed):
        assert "账号或密码错误，还可尝试 4 次" in response.content.decode()


def test_five_failures_lock_the_account_from_this_address_even_for_the_right_password(client, user):
    # given
    statuses = [sign_in(client, password="wrong").status_code for _ in range(5)]
    # when
    response = sign_in(client)
    # then
    assert statuses == [200, 200, 200, 200, 429]
    assert response.status_code == 429
    assert "_auth_user_id" not in client.session
    assert AccessAttempt.objects.get().failures_since_start >= 5


def test_a_locked_pair_leaves_other_accounts_and_other_addresses_alone(client, user):
    # given
    make_user("lina", name="李娜", password=PASSWORD)
    for _ in range(5):
        sign_in(client, password="wrong")
    # when
    other_account = sign_in(client, username="lina")
    other_address = sign_in(Client(REMOTE_ADDR="10.0.0.7"))
    # then
    assert other_account.status_code == 302
    assert other_address.status_code == 302


def test_the_lock_opens_after_twenty_minutes(client, user):
    # given
    for _ in range(5):
        sign_in(client, password="wrong")
    # when
    with time_machine.travel(now() + timedelta(minutes=19), tick=False):
        early = sign_in(client)
    with time_machine.travel(now() + timedelta(minutes=41), tick=False):
        late = sign_in(client)
    # then
    assert early.status_code == 429
    assert late.status_code == 302


def test_success_forgets_the_failures(client, user):
    # given
    for _ in range(4):
        sign_in(client, password="wrong")
    sign_in(client)
    client.post(reverse("accounts:logout"))
    # when
    response = sign_in(client, password="wrong")
    # then
    assert "还可尝试 4 次" in response.content.decode()


def test_sign_in_asks_for_the_csrf_token(user):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


def test_signs_out_by_post_only(client, user):
    # given
    client.force_login(user)
    # when
    by_get = client.get(reverse("accounts:logout"))
    still_in = "_auth_user_id" in client.session
    by_post = client.post(reverse("accounts:logout"))
    # then
    assert by_get.status_code == 405
    assert still_in
    assert by_post.status_code == 302
    assert "_auth_user_id" not in client.session


def test_changes_the_password_and_ends_the_other_sessions(client, user):
    # given two sessions
    other = Client()
    sign_in(client)
    sign_in(other)
    # when
    response = client.post(
        reverse("accounts:password_change"),
        {
            "old_password": PASSWORD,
            "new_password1": "another-Phrase-88",
            "new_password2": "another-Phrase-88",
        },
    )
    # then
    user.refresh_from_db()
    assert response.status_code == 302
    assert user.check_password("another-Phrase-88")
    assert client.get(reverse("accounts:password_change")).status_code == 200
    assert other.get(reverse("accounts:password_change")).status_code == 302


@pytest.mark.parametrize(
    "new",
    ["sh0rt-one", "zhangwei2", "918273645546", "1q2w3e4r5t6y"],
    ids=["short", "name", "digits", "common"],
)
def test_a_weak_password_changes_nothing(client, user, new):
    # given
    client.force_login(user)
    # when
    response = client.post(
        reverse("accounts:password_change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    # then
    user.refresh_from_db()
    assert response.status_code == 200
    assert user.check_password(PASSWORD)


def test_keeps_language_and_theme(client, user):
    # given
    client.force_login(user)
    # when
    response = client.post(
        reverse("accounts:preferences"), {"language": "en", "theme": "dark", "next": "/search/"}
    )
    # then
    user.refresh_from_db()
    assert (user.language, user.theme) == ("en", "dark")
    assert response["Location"] == "/search/"
    assert response.cookies["django_language"].value == "en"


def test_refuses_a_language_that_is_not_offered(client, user):
    # given
    client.force_login(user)
    # when
    response = client.post(reverse("accounts:preferences"), {"language": "xx"})
    # then
    user.refresh_from_db()
    assert response.status_code == 422
    assert user.language == "zh-hans"


def test_a_signed_in_user_is_sent_home_from_the_sign_in_page(client, user):
    client.force_login(user)
    assert client.get(reverse("accounts:login")).status_code == 302


def test_who_may_not_enter_the_admin_is_refused_without_a_loop(client, user):
    # given
    client.force_login(user)
    # when
    response = client.get("/admin/", follow=True)
    # then
    assert response.status_code == 403
    assert response.redirect_chain == []


def test_the_admin_has_no_sign_in_page_of_its_own(client, user):
    response = client.get("/admin/login/?next=/admin/pages/")
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('accounts:login')}?next=/admin/pages/"
