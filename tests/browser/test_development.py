"""Member development in Chromium: a step by the branch secretary, one's own way, on desk and phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.mark.capability("F063")
def test_a_secretary_records_a_step_and_sees_why_another_waits(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    # given: an applicant of the demo who waits for the talk
    page = open_page("shi.wangyue")
    page.goto("/organization/development/")
    take_picture(page, "development-list")
    page.get_by_role("link", name="傅大山").click()
    expect(page.get_by_role("heading", name="傅大山")).to_be_visible()
    # when: first a day that has not come yet
    page.get_by_label("日期").fill("2999-01-01")
    page.get_by_label("材料存放位置").fill("二号柜")
    page.get_by_role("button", name="办理本步骤").click()
    # then
    expect(page.locator(".error-summary")).to_contain_text("日期尚未到来")
    expect(page.get_by_label("材料存放位置")).to_have_value("二号柜")
    applied = page.locator("#stage-1 time").first.inner_text()
    page.get_by_label("日期").fill(applied)
    page.get_by_role("button", name="办理本步骤").click()
    expect(page.get_by_text("转入下一阶段")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("推荐和确定入党积极分子"))).to_be_visible()
    take_picture(page, "development-case")


def test_the_pages_fit_a_phone(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page("shi.wangyue", PHONE)
    page.goto("/organization/development/")
    addresses = [link.get_attribute("href") for link in page.locator("tbody a").all()]
    for address in ["/organization/development/plan/", "/organization/development/rules/", *addresses]:
        page.goto(address or "")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    take_picture(page, "development-case-phone")
