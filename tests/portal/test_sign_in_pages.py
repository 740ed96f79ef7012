"""The sign-in page, the error pages and the change of language, as a browser gets them."""

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from accounts.models import User
from support.people import make_user

BANNER = "本系统为非涉密系统，严禁录入、传输国家秘密"
PASSWORD = "Quiet-Harbor-27"


@pytest.fixture
def member(db: None) -> User:
    """A person without any grant."""
    return make_user("zhou", name="周望舒", password=PASSWORD)


def test_a_visitor_of_the_home_page_is_led_to_sign_in_with_the_banner(client: Client, db: None) -> None:
    # given / when
    response = client.get("/", follow=True)

    # then
    text = response.content.decode()
    assert response.redirect_chain == [("/accounts/login/?next=/", 302)]
    assert '<html lang="zh-Hans"' in text
    assert BANNER in text
    assert 'name="username"' in text
    assert '<nav class="mainnav"' not in text


def test_the_page_offers_no_demo_button_unless_the_demo_is_on(client: Client, db: None) -> None:
    # given
    make_user("editor", name="苏静")
    button = 'name="username" value="editor"'

    # when
    without = client.get(reverse("accounts:login")).content.decode()
    with override_settings(DEMO=True, DEMO_ACCOUNTS=[("editor", "编辑 苏静")]):
        offered = client.get(reverse("accounts:login")).content.decode()

    # then
    assert button not in without
    assert "演示账号" not in without
    assert button in offered
    assert "编辑 苏静" in offered
    assert "演示环境" in offered


def test_a_wrong_password_is_told_beside_the_name_that_was_typed(client: Client, member: User) -> None:
    # given
    typed = {"username": "zhou", "password": "wrong"}

    # when
    response = client.post(reverse("accounts:login"), typed)

    # then
    text = response.content.decode()
    assert response.status_code == 200
    assert 'class="error-summary" role="alert"' in text
    assert 'value="zhou"' in text
    assert "wrong" not in text.replace("wrong_", "")


def test_after_sign_in_the_browser_goes_where_it_wanted(client: Client, member: User) -> None:
    # given
    data = {"username": "zhou", "password": PASSWORD, "next": "/todos/"}

    # when
    response = client.post(reverse("accounts:login"), data)

    # then
    assert (response.status_code, response["Location"]) == (302, "/todos/")


def test_the_language_can_be_changed_before_sign_in(client: Client, db: None) -> None:
    # given
    page = reverse("accounts:login")

    # when
    changed = client.post(reverse("portal:set_language"), {"language": "en", "next": page}, follow=True)

    # then
    text = changed.content.decode()
    assert '<html lang="en"' in text
    assert "<h1>Sign in</h1>" in text


def test_the_change_of_the_password_is_kept_and_told(client: Client, member: User) -> None:
    # given
    client.force_login(member)
    fresh = "Wide-Meadow-58"
    data = {"old_password": PASSWORD, "new_password1": fresh, "new_password2": fresh}

    # when
    shown = client.get(reverse("accounts:password_change")).content.decode()
    client.post(reverse("accounts:password_change"), data)

    # then
    member.refresh_from_db()
    assert 'name="old_password"' in shown
    assert member.check_password(fresh)


@pytest.mark.parametrize(
    "template,words",
    [
        ("400.html", "无法识别这次请求"),
        ("403.html", "联系本支部组织委员"),
        ("403_csrf.html", "页面已过期"),
        ("404.html", "没有找到您可以查看的内容"),
        ("429.html", "请求过于频繁"),
        ("500.html", "服务器出错"),
        ("registration/locked_out.html", "20 分钟"),
    ],
)
def test_an_error_page_says_what_is_and_what_to_do(template: str, words: str) -> None:
    # given
    request: HttpRequest = RequestFactory().get("/somewhere/")

    # when
    text = render_to_string(template, {}, request)

    # then
    assert words in text
    assert "<h1>" in text
    assert 'class="button"' in text


def test_an_error_that_the_domain_raised_shows_its_own_words() -> None:
    # given
    request: HttpRequest = RequestFactory().get("/somewhere/")
    context = {"status": 409, "message": "有新修订，请重看", "fields": {"comment": "退回必填"}}

    # when
    text = render_to_string("error.html", context, request)

    # then
    assert "<h1>有新修订，请重看</h1>" in text
    assert "<li>退回必填</li>" in text


def test_the_page_of_an_unexpected_error_asks_nothing_of_the_database() -> None:
    # given: no `db` fixture, so a query would fail the test
    request: HttpRequest = RequestFactory().get("/")

    # when / then
    assert "服务器出错" in render_to_string("500.html", {"status": 500}, request)


@pytest.mark.capability("F097")
def test_me_shows_ones_own_data_and_keeps_theme_and_language(client: Client, member: User) -> None:
    # given
    client.force_login(member)

    # when
    shown = client.get(reverse("portal:me")).content.decode()
    client.post(reverse("accounts:preferences"), {"theme": "dark", "next": "/me/"})
    dark = client.get(reverse("portal:me")).content.decode()
    client.post(reverse("accounts:preferences"), {"language": "en", "next": "/me/"})
    english = client.get(reverse("portal:me")).content.decode()

    # then
    assert "<h1>周望舒</h1>" in shown
    assert 'name="theme" value="system" aria-pressed="true"' in shown
    assert ' data-theme="dark"' in dark
    assert '<html lang="en"' in english
    assert "My data" in english
