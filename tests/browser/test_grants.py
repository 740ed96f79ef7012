"""Grants in Chromium: giving, withdrawing, confirming, the quarter's review, and the log of it all."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def _fits(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") == width)


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_each_page_of_grants_fits(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None], size: dict[str, int]
) -> None:
    # given
    page = open_page("nie.siqi", size)
    name = "phone" if size == PHONE else "desk"
    # then
    for path, word in (
        ("/organization/grants/", "等待第二人"),
        ("/organization/grants/give/", "授予角色"),
        ("/organization/grants/review/", "复核"),
    ):
        page.goto(path)
        expect(page.get_by_text(word).first).to_be_visible()
        assert _fits(page, size["width"]), path
        take_picture(page, f"grants-{path.strip('/').split('/')[-1]}-{name}")
    page.goto("/organization/grants/")
    page.get_by_role("link", name="卞之舟").click()
    expect(page.get_by_text("聂思齐参加脱产培训")).to_be_visible()
    assert _fits(page, size["width"])
    take_picture(page, f"grants-request-{name}")


def test_a_security_administrator_gives_withdraws_and_confirms(open_page: Callable[..., Page]) -> None:
    # given: a form that fails keeps what was entered
    page = open_page("nie.siqi", PHONE)
    page.goto("/organization/grants/give/")
    page.get_by_label("用户名").fill("zhan.qiushi")
    page.get_by_label("角色").select_option("trainer")
    page.get_by_role("button", name="授予或申请").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("用户名")).to_have_value("zhan.qiushi")
    # when
    unit = page.get_by_label("党组织").locator("option", has_text="生产运营党支部").inner_text()
    page.get_by_label("党组织").select_option(label=unit)
    page.get_by_role("button", name="授予或申请").click()
    # then
    expect(page.get_by_text("已授权。")).to_be_visible()
    # when: it is withdrawn
    page.goto("/organization/grants/?user=zhan.qiushi&role=trainer")
    page.get_by_role("link", name="撤销").first.click()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("原因").fill("调离岗位")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("授权已撤销，立即失效")).to_be_visible()
    # when: an administrator is confirmed, and a grant is kept in the review
    page.get_by_role("link", name="卞之舟").click()
    page.get_by_role("button", name="确认授予").click()
    expect(page.get_by_text("已确认，该账号已成为管理员")).to_be_visible()
    page.goto("/organization/grants/review/")
    page.get_by_role("button", name="仍需保留").first.click()
    expect(page.get_by_text("已复核").first).to_be_visible()


def test_the_audit_administrator_reads_what_was_done(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    # given
    page = open_page("gao.xuanyu", PHONE)
    # when
    page.goto("/organization/audit/")
    expect(page.get_by_role("heading", name="审计日志")).to_be_visible()
    assert _fits(page, 360)
    take_picture(page, "audit-log-phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert _fits(page, 1280)
    take_picture(page, "audit-log-desk")
    # then: reading it stands in it
    page.goto("/organization/audit/?route=audit.read")
    expect(page.locator("tbody tr").first).to_be_visible()
    with page.expect_download() as told:
        page.get_by_role("button", name="导出这些记录").click()
    assert told.value.path().read_text("utf-8-sig").splitlines()[0].startswith("id,at,user")
