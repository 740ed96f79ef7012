"""Organization relations in Chromium: a transfer between two branches, a contact noted, on desk and phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.mark.capability("F047")
def test_a_relation_goes_outside_with_the_approval_of_the_committee(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    # given: the secretary of a branch begins a transfer
    page = open_page("shi.wangyue")
    page.goto("/organization/")
    page.get_by_role("link", name="组织关系转接").click()
    take_picture(page, "transfers")
    page.get_by_role("link", name="发起转接").click()
    # when: first without saying where to
    page.get_by_label("党员").select_option(label=page.locator("option", has_text="牛长河").inner_text())
    page.get_by_label("原因").select_option(label="工作调动")
    page.get_by_role("button", name="保存草稿").click()
    # then
    expect(page.locator(".error-summary")).to_contain_text("请选择转入党组织")
    expect(page.get_by_label("原因")).to_have_value("work")
    page.get_by_label("系统外党组织").fill("中共东湖测试中心委员会")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="转出").click()
    expect(page.get_by_text("批准后才能接收")).to_be_visible()
    # when: the committee approves it
    above = open_page("pei.jingxing")
    above.goto("/organization/transfers/?view=approve")
    above.get_by_role("link", name="牛长河").click()
    take_picture(above, "transfer-approve")
    above.get_by_role("button", name="审批通过").click()
    expect(above.get_by_text("已批准转接。")).to_be_visible()
    # then: the letter can be printed, and the slip recorded
    page.reload()
    page.get_by_role("link", name="介绍信").click()
    expect(page.get_by_text("兹介绍牛长河同志")).to_be_visible()
    take_picture(page, "transfer-letter")
    page.go_back()
    page.get_by_role("button", name="登记回执").click()
    expect(page.get_by_text("目前由中共东湖测试中心委员会负责管理该党员。")).to_be_visible()


@pytest.mark.capability("F100")
def test_a_contact_with_a_mobile_member_is_noted_on_a_phone(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    # given
    page = open_page("shi.wangyue", PHONE)
    page.goto("/organization/mobile/?view=late")
    page.get_by_role("link", name="熊百川").click()
    # when
    page.get_by_text("记录一次联系").click()
    page.get_by_label("联系方式").select_option(label="视频")
    page.get_by_label("联系情况").fill("在岗，参加服务站活动")
    page.get_by_role("button", name="保存联系记录").click()
    # then
    expect(page.get_by_text("已记录联系情况。")).to_be_visible()
    expect(page.locator(".timeline li")).to_contain_text(["在岗，参加服务站活动"])
    take_picture(page, "mobile-phone")


def test_the_pages_fit_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page("shi.wangyue", PHONE)
    found = ["new/", "incoming/"]
    pages = [f"transfers/{rest}" for rest in ("", *found)] + [f"mobile/{rest}" for rest in ("", *found)]
    for listed in ("transfers", "mobile"):
        page.goto(f"/organization/{listed}/")
        pages += [
            str(link.get_attribute("href")).removeprefix("/organization/")
            for link in page.locator("tbody a").all()
        ]
    for address in [*pages, "posts/", "relations/mine/", "relations/rules/"]:
        page.goto(f"/organization/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, address


def test_the_committee_reads_numbers_of_mobile_members(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    # given: an administrator of the committee, who sees no list of names
    page = open_page("pei.jingxing", PHONE)
    # when
    page.goto("/organization/mobile/")
    # then
    expect(page.get_by_role("heading", name="按组织统计")).to_be_visible()
    expect(page.get_by_text("合计")).to_be_visible()
    expect(page.get_by_text("侯君砚")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    take_picture(page, "mobile-sums-phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    take_picture(page, "mobile-sums-desk")
