"""One-time codes in Chromium: one officer asks, another prints, the member signs in and sets a password."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
NEW = "Xin-mima-2027-changjiang"


def test_two_officers_print_a_code_and_the_member_signs_in_with_it(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    # given: the branch secretary asks, first without a reason
    page = open_page("shi.wangyue", PHONE)
    page.goto("/organization/codes/new/")
    member = page.locator("option", has_text="雷振冈").inner_text()
    page.get_by_label("人员").select_option(label=member)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("原因").fill("忘记密码，短信平台停用")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("由另一名工作人员确认并打印")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    take_picture(page, "codes-phone")
    # when: the system administrator confirms as the second officer
    second = open_page("wang.qiming")
    second.goto("/organization/codes/")
    waiting = second.get_by_role("listitem").filter(has_text="雷振冈")
    waiting.get_by_role("button", name="确认并显示凭条").click()
    written = second.locator(".letter__code").inner_text()
    assert len(written) == 19
    take_picture(second, "code-slip")
    # then: the code opens the account, for a new password only
    own = open_page(None, PHONE)
    own.goto("/accounts/login/")
    own.get_by_label("用户名").fill("lei.zhengang")
    own.get_by_label("密码").fill(written)
    own.get_by_role("button", name="登录", exact=True).first.click()
    expect(own.get_by_text("您已用一次性码登录")).to_be_visible()
    assert own.evaluate("document.documentElement.scrollWidth") == 360
    take_picture(own, "code-new-password")
    for field in own.locator("input[type=password]").all():
        field.fill(NEW)
    own.get_by_role("button", name="修改密码").click()
    own.goto("/me/")
    expect(own.get_by_text("雷振冈").first).to_be_visible()
