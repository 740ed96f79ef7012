"""What editors and readers get beside review, in Chromium: a Word file, a topic, read counts, at both widths."""

import re

import pytest
from browser.conftest import DESK, PHONE
from playwright.sync_api import expect

from support.files import picture, word_file, word_line, word_picture

pytestmark = [pytest.mark.browser, pytest.mark.capability("F046")]
BOTH = (("desk", DESK), ("phone", PHONE))


def no_sideways_scroll(page):
    """Check that the page is no wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def look(page, name, take_picture):
    """Take a picture of the page at both widths; neither scrolls sideways."""
    for width, size in BOTH:
        page.set_viewport_size(size)
        take_picture(page, f"{name}-{width}")
        no_sideways_scroll(page)


def test_an_editor_takes_a_word_file_in(open_page, take_picture):
    # given: an article with a picture and a table, from Word
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>班组</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    lines = word_line("班前会怎么开", "1") + word_line("先讲任务，再讲风险。")
    content = word_file(lines + word_picture("a.png", "班前会现场") + table, pictures={"a.png": picture()})
    page = open_page("shen.zhibai")
    page.goto("/desk/mine/")
    page.get_by_role("link", name="导入 Word 文件").click()
    look(page, "desk-import", take_picture)
    # when: a file that is none is refused where it was chosen, and the words that were written stay
    page.get_by_label("栏目").select_option(index=1)
    page.get_by_label("来源").fill("生产技术部")
    page.get_by_label("责任编辑").fill("沈知白")
    page.get_by_label("Word 文件（.docx）").set_input_files(
        {"name": "表格.docx", "mimeType": "application/octet-stream", "buffer": b"nothing"}
    )
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("这不是 Word 文件（.docx）。").first).to_be_visible()
    expect(page.get_by_label("来源")).to_have_value("生产技术部")
    # when
    page.get_by_label("Word 文件（.docx）").set_input_files(
        {"name": "班前会.docx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="导入", exact=True).click()
    # then
    expect(page.get_by_role("heading", name="班前会怎么开")).to_be_visible()
    expect(page.get_by_text("表格：单元格已转为段落")).to_be_visible()
    look(page, "desk-imported", take_picture)
    page.set_viewport_size(DESK)
    page.get_by_role("link", name="打开草稿").click()
    expect(page.locator("#id_title")).to_have_value("班前会怎么开")
    expect(page.locator("#id_responsible_editor")).to_have_value("沈知白")


def test_a_topic_is_read_and_counted(open_page, take_picture):
    # given
    page = open_page("zhou.wangshu")
    page.goto("/theory/safe-work/")
    expect(page.get_by_role("heading", name="现场资料")).to_be_visible()
    before = int(re.search(r"阅读\s*(\d+)", page.locator("article .facts").inner_text())[1])
    look(page, "topic", take_picture)
    # when: it stands before the reader's eyes for some seconds
    with page.expect_response("**/api/v1/reads", timeout=15_000) as told:
        page.reload()
    assert told.value.status == 204
    # then: it counts once, however often it is opened that day
    page.reload()
    page.wait_for_timeout(6_000)
    page.reload()
    expect(page.locator("article .facts")).to_contain_text(f"阅读 {before + 1}")
    # and a chosen text names the topic below it
    page.get_by_role("link", name="现场三种安全色").click()
    expect(page.locator("#linked")).to_contain_text("现场作业安全")
    look(page, "linked", take_picture)


def test_a_reader_reports_a_text_and_a_publisher_answers(open_page, take_picture):
    # given
    page = open_page("zhou.wangshu")
    page.goto("/theory/safe-work/")
    page.get_by_role("link", name="举报").click()
    page.get_by_label("其他").check()
    page.get_by_label("说明").fill("检查表格已有新版")
    look(page, "text-report", take_picture)
    page.get_by_role("button", name="举报", exact=True).click()
    expect(page.get_by_text("待答复")).to_be_visible()
    # when
    publisher = open_page("pei.jingxing")
    publisher.goto("/desk/reports/")
    expect(publisher.get_by_text("检查表格已有新版")).to_be_visible()
    look(publisher, "desk-reports", take_picture)
    publisher.get_by_label("答复").fill("已换成新版表格")
    publisher.get_by_role("button", name="答复", exact=True).click()
    # then
    page.reload()
    expect(page.get_by_text("已换成新版表格")).to_be_visible()


def test_the_desk_draws_what_is_read(open_page, take_picture):
    page = open_page("shen.zhibai")
    page.goto("/desk/reads/")
    expect(page.locator("svg.chart rect").first).to_be_attached()
    look(page, "desk-reads", take_picture)
    page.get_by_role("link", name="近 7 天").click()
    expect(page.locator(".chart__bar")).to_have_count(7)


def test_a_publisher_chooses_what_is_published_and_closes_comments(open_page, take_picture):
    # given
    page = open_page("pei.jingxing")
    page.goto("/desk/published/")
    page.locator("input[name=page]").first.check()
    page.locator("summary", has_text="下架所选").click()
    look(page, "desk-published", take_picture)
    # when
    page.get_by_role("link", name="评论", exact=True).nth(1).click()
    look(page, "comments-switch", take_picture)
