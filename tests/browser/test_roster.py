"""The roster in Chromium: read by those who serve it, masked for others, and a list that is refused."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.capability("F047")]
PHONE = {"width": 360, "height": 740}
PEOPLE = "/organization/people/"
LIST = "工号,姓名,组织代码,起始日期\nBR1,欧阳知秋,WJ-JG-SC,2019-05-01\nBR2,单慕白,NOWHERE,2026-01-05\n"


def test_the_secretary_finds_a_person_by_initials_and_opens_the_page(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page("shi.wangyue")
    page.goto(PEOPLE)
    take_picture(page, "roster")
    page.get_by_label("姓名、员工编号或拼音首字母").fill("zws")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="周望舒").click()
    expect(page.get_by_text("您的查阅已留痕")).to_be_visible()


def test_who_sees_names_masked_states_a_purpose_first(open_page: Callable[..., Page]) -> None:
    page = open_page("pei.jingxing")
    page.goto(f"{PEOPLE}?q=周望舒")
    page.get_by_role("link", name="周*舒").click()
    expect(page.get_by_text("周望舒")).to_have_count(0)
    page.get_by_label("查看事由").fill("核对转接材料")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("heading", name="周望舒")).to_be_visible()


def test_a_list_with_errors_is_refused_row_by_row_while_one_looks(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page("wang.qiming")
    page.goto(f"{PEOPLE}imports/")
    page.locator("input[type=file]").set_input_files(
        {"name": "名单.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.get_by_role("button", name="上传并核对").click()
    # then the worker's findings come in without a reload
    expect(page.get_by_text("有 2 行有误")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("起才存在")).to_be_visible()
    take_picture(page, "roster-import")


def test_the_pages_fit_a_phone(
    open_page: Callable[..., Page], take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page("wang.qiming", PHONE)
    for address in ("", "imports/", "feeds/", "new/"):
        page.goto(PEOPLE + address)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.goto(PEOPLE)
    take_picture(page, "roster-phone")
