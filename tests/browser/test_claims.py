"""Claims in Chromium: a reviewer sees what is claimed, gives it back, claims and hands over."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.mark.capability("F015")
def test_a_reviewer_works_through_the_list(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    # given: one text is claimed by this reviewer
    page = open_page("gu.xingjian", PHONE)
    page.goto("/desk/work/")
    expect(page.get_by_role("heading", name="我已领取")).to_be_visible()
    for size, name in ((PHONE, "phone"), (DESK, "desk")):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        take_picture(page, f"review-work-{name}")
    # when: it is opened and given back
    page.set_viewport_size(PHONE)
    page.locator("ul.lines a").first.click()
    expect(page.get_by_text("领取人")).to_be_visible()
    page.get_by_text("领取人").scroll_into_view_if_needed()
    take_picture(page, "review-claim-phone")
    page.set_viewport_size(DESK)
    page.get_by_text("审核结论").scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth") == DESK["width"]
    take_picture(page, "review-claim-desk")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="退领").click()
    expect(page.get_by_text("尚无人领取")).to_be_visible()
    page.get_by_role("button", name="领取", exact=True).click()
    # then: without a reason nothing is handed over, with one the other reviewer holds it
    page.get_by_role("link", name="转交").click()
    choice = page.get_by_label("审核人").locator("option").nth(1).inner_text()
    page.get_by_label("审核人").select_option(label=choice)
    page.get_by_role("button", name="转交").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    take_picture(page, "review-hand-over-phone")
    page.get_by_label("原因").fill("外出培训")
    page.get_by_role("button", name="转交").click()
    expect(page.get_by_text(f"{choice} 已领取该稿件").first).to_be_visible()
    expect(page.get_by_role("button", name="通过")).to_have_count(0)
