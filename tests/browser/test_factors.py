"""A passkey of a virtual authenticator is set up, signs in as the second factor, and is removed."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser
MEMBER = "zhou.wangshu"


@pytest.fixture
def page(site: str, chromium: Browser) -> Iterator[Page]:
    """Return a page at `localhost`, because no browser makes a passkey for an IP address."""
    port = urlsplit(site).port
    context: BrowserContext = chromium.new_context(
        base_url=f"http://localhost:{port}", viewport={"width": 1280, "height": 900}, locale="zh-CN"
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if "Content Security" in told.text else None)
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": key | {"automaticPresenceSimulation": True}})
    yield page
    context.close()
    assert faults == []


def _press_demo_button(page: Page) -> None:
    page.goto("/accounts/login/?next=/learning/")
    page.locator(f"form:has(input[name=username][value='{MEMBER}']) button").first.click()


def test_a_passkey_from_its_making_to_its_end(page: Page, take_picture: Callable[[Page, str], None]) -> None:
    # given
    _press_demo_button(page)
    page.goto("/accounts/factors/")
    take_picture(page, "factors_none")
    # when it is set up
    page.get_by_role("link", name="添加通行密钥").click()
    page.get_by_label("通行密钥名称").fill("办公电脑")
    take_picture(page, "factors_passkey")
    page.get_by_role("button", name="创建通行密钥").click()
    # then recovery codes are shown once
    expect(page.locator(".recovery li")).to_have_count(10)
    take_picture(page, "factors_codes")
    page.get_by_role("link", name="我已妥善保存").click()
    expect(page.locator("input[name=name]")).to_have_value("办公电脑")
    page.set_viewport_size({"width": 360, "height": 740})
    take_picture(page, "factors_list_phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    take_picture(page, "factors_list")

    # when signing in anew
    page.goto("/me/")
    page.get_by_role("button", name="退出登录").first.click()
    _press_demo_button(page)
    # then the passkey stands between, and nothing is open
    expect(page).to_have_url(re.compile("/accounts/second-step/$"))
    take_picture(page, "factors_second_step")
    assert page.request.get("/api/v1/enrollments").status == 401
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page).to_have_url(re.compile("/learning/$"))

    # an app beside it: the QR code is drawn
    page.goto("/accounts/factors/app/")
    expect(page.locator("svg.qr")).to_be_visible()
    take_picture(page, "factors_app")

    # when it is removed
    page.goto("/accounts/factors/")
    page.get_by_role("button", name="移除").click()
    # then the password alone opens again
    expect(page.get_by_text("认证方式已移除。")).to_be_visible()
