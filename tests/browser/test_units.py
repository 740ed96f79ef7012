"""The organization chart in a real browser: it unfolds, goes back in time, and a form keeps its words."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ADMINISTRATOR, MEMBER = "wang.qiming", "zhou.wangshu"


def test_the_chart_unfolds_goes_back_in_time_and_leads_to_a_unit(open_page, take_picture):
    # given
    page = open_page(MEMBER)
    page.goto("/organization/")
    chart = page.locator("ul.chart")
    group = chart.get_by_text("综合一组", exact=True)
    expect(group).to_be_hidden()
    # when a branch is opened
    branch = chart.locator("details", has_text="综合管理支部").last
    branch.locator("summary .chart__toggle").first.click()
    # then
    expect(group).to_be_visible()
    take_picture(page, "organization-chart-desk")
    # when the chart is asked for as of an earlier day
    page.get_by_label("截至").fill("2024-06-01")
    page.get_by_role("button", name="查询").click()
    # then
    expect(chart.get_by_text("行政办支部", exact=True)).to_be_visible()
    expect(chart.get_by_text("质量检验支部", exact=True)).to_be_visible()
    # when
    chart.get_by_role("link", name="质量检验支部").click()
    # then
    expect(page.get_by_role("heading", level=1)).to_have_text("质量检验党支部")
    expect(page.get_by_role("link", name="技术质量党支部")).to_be_visible()


def test_a_refused_form_says_why_and_keeps_what_was_typed(open_page):
    # given
    page = open_page(ADMINISTRATOR)
    page.goto("/organization/")
    page.get_by_role("link", name="技术质量支部").click()
    page.locator(".unit-menu summary").click()
    page.get_by_role("link", name="撤销").click()
    # when
    page.get_by_label("原因").fill("机构调整的说明")
    page.get_by_role("button", name="保存").click()
    # then
    expect(page.get_by_label("原因")).to_have_value("机构调整的说明")
    expect(page.locator(".field--bad")).to_contain_text("下级组织转到哪里")


def test_the_chart_fits_a_phone(open_page, take_picture):
    page = open_page(MEMBER, {"width": 360, "height": 740})
    page.goto("/organization/")
    expect(page.locator("ul.chart")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert re.search(r"\d+ 个组织", page.locator(".facts").inner_text())
    take_picture(page, "organization-chart-phone")
