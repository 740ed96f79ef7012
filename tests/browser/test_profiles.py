"""One's own data in a real browser: a correction asked and answered, a copy made and fetched."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MEMBER, OFFICER, ADMIN = "zhou.wangshu", "shi.wangyue", "wang.qiming"
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
PAGES = [
    (MEMBER, "/organization/me/", "my-data"),
    (MEMBER, "/organization/me/contact/", "my-contact"),
    (MEMBER, "/organization/me/corrections/", "my-corrections"),
    (MEMBER, "/organization/me/exports/", "my-exports"),
    (MEMBER, "/organization/me/close/", "my-closing"),
    (MEMBER, "/organization/privacy/", "privacy-notice"),
    (MEMBER, "/organization/privacy/basis/", "privacy-basis"),
    (OFFICER, "/organization/requests/", "requests"),
    (ADMIN, "/organization/privacy/publish/", "privacy-publish"),
]


@pytest.mark.capability("F097")
def test_a_correction_is_asked_and_answered(open_page):
    # given
    page = open_page(MEMBER)
    page.goto("/organization/me/")
    page.locator("tr", has_text="姓名").get_by_role("link", name="申请更正").click()
    # when
    page.get_by_label("正确内容").fill("周望抒")
    page.get_by_label("说明").fill("与身份证件一致")
    page.get_by_role("button", name="提交申请").click()
    # then
    expect(page.locator("li", has_text="周望抒")).to_contain_text("待答复")
    # when
    officer = open_page(OFFICER)
    officer.goto("/organization/requests/")
    officer.get_by_role("link", name="周望舒・姓名").click()
    officer.get_by_label("答复").fill("经核对，原记录无误。")
    officer.get_by_role("button", name="退回").click()
    expect(officer).to_have_url(re.compile(r"/organization/requests/$"))
    # then
    page.reload()
    expect(page.locator("li", has_text="周望抒")).to_contain_text("经核对，原记录无误。")


def test_a_copy_is_made_beside_the_page_and_fetched(open_page):
    # given
    page = open_page(MEMBER)
    page.goto("/organization/me/exports/")
    # when
    page.get_by_role("button", name="生成副本").click()
    fetch = page.get_by_role("link", name="下载").first
    expect(fetch).to_be_visible(timeout=60_000)  # the part of the page renews itself
    with page.expect_download() as told:
        fetch.click()
    # then
    with zipfile.ZipFile(told.value.path()) as archive:
        names = archive.namelist()
    assert {"data.json", "index.html", "tables/person.csv", "tables/study_time.csv"} <= set(names)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("username, path, name", PAGES, ids=[name for _, _, name in PAGES])
def test_page_fits_and_passes_axe(open_page, take_picture, username, path, name, size):
    from axe_playwright_python.sync_playwright import Axe

    # given
    page = open_page(username, SIZES[size])
    # when
    response = page.goto(path)
    page.wait_for_timeout(300)
    take_picture(page, f"{name}-{size}")
    # then
    assert response.status == 200
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in violations] == []
