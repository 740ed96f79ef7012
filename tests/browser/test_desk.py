"""The desk in Chromium: remarks on a marked passage, previews, stages, corrections, banners, at both widths."""

import re

import pytest
from browser.conftest import DESK, PHONE
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.capability("F046")]


def no_sideways_scroll(page):
    """Check that the page is no wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def open_waiting(page):
    """Open the first text that waits for this reviewer."""
    page.goto("/desk/")
    page.locator("ul.lines a").first.click()


def test_a_passage_is_marked_remarked_answered_and_settled(open_page, take_picture):
    # given
    page = open_page("gu.xingjian")
    page.set_viewport_size(DESK)
    open_waiting(page)
    take_picture(page, "desk-candidate-desk")
    page.get_by_role("link", name=re.compile("批注")).first.click()
    # when: a passage of the last paragraph is marked with the mouse
    paragraph = page.locator("[data-field=body]").last
    paragraph.scroll_into_view_if_needed()
    marked = paragraph.evaluate(
        """element => {
          const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
          const range = document.createRange();
          range.setStart(node, 2); range.setEnd(node, 8);
          const selection = document.getSelection();
          selection.removeAllRanges(); selection.addRange(range);
          return selection.toString();
        }"""
    )
    expect(page.get_by_label("原文")).to_have_value(marked)
    page.get_by_label("批注内容").fill("请写明依据的条款")
    page.get_by_role("button", name="提交批注").click()
    # then
    expect(page.locator("mark")).to_have_text(marked)
    expect(page.get_by_text("请写明依据的条款")).to_be_visible()
    take_picture(page, "desk-remarks-desk")
    no_sideways_scroll(page)
    # when: on a phone, by the link below a paragraph
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="批注此段").first.click()
    assert page.get_by_label("原文").input_value()
    take_picture(page, "desk-remarks-phone")
    no_sideways_scroll(page)
    page.locator("summary", has_text="答复").first.click()
    page.get_by_label("答复").fill("已补充")
    page.get_by_role("button", name="答复").click()
    expect(page.get_by_text("已补充")).to_be_visible()
    page.get_by_role("button", name="标为已处理").click()
    expect(page.get_by_text("标为已处理", exact=False).first).to_be_visible()


def test_the_submitted_text_is_previewed_beside_the_live_one(open_page, take_picture):
    # given
    page = open_page("gu.xingjian")
    page.set_viewport_size(DESK)
    open_waiting(page)
    title = page.locator("h1").first.inner_text()
    # when
    page.get_by_role("link", name="预览").first.click()
    # then: both are there, each as wide as a phone
    for name in ("线上稿", "送审稿"):
        frame = page.frame_locator(f'iframe[title="{name}"]')
        expect(frame.get_by_role("heading", name=title).first).to_be_visible()
        assert page.locator(f'iframe[title="{name}"]').bounding_box()["width"] <= 392
    take_picture(page, "desk-preview-phone-width")
    page.get_by_role("link", name="电脑").click()
    assert page.locator('iframe[title="送审稿"]').bounding_box()["width"] > 900
    take_picture(page, "desk-preview-desk-width")
    page.set_viewport_size(PHONE)
    no_sideways_scroll(page)
    take_picture(page, "desk-preview-on-a-phone")


def test_editor_and_reviewer_see_that_the_other_is_there(open_page, take_picture):
    # given: the reviewer has the text open
    reviewer = open_page("gu.xingjian")
    open_waiting(reviewer)
    address = reviewer.url
    reviewer.wait_for_timeout(1500)
    # when: another reviewer opens it
    other = open_page("pei.jingxing")
    other.goto(address)
    # then
    expect(other.get_by_text("正在查看此稿").first).to_be_visible()


def test_publishers_set_stages_and_see_what_waits_for_its_hour(open_page, take_picture):
    page = open_page("pei.jingxing")
    for size, name in ((DESK, "desk"), (PHONE, "phone")):
        page.set_viewport_size(size)
        page.goto("/desk/stages/")
        no_sideways_scroll(page)
        take_picture(page, f"desk-stages-{name}")
        page.goto("/desk/published/")
        expect(page.get_by_text("下月学习安排")).to_be_visible()
        no_sideways_scroll(page)
        take_picture(page, f"desk-published-{name}")
        page.goto("/desk/planning/")
        expect(page.get_by_role("heading", name="编辑日历")).to_be_visible()
        expect(page.get_by_text("已发布").first).to_be_visible()
        no_sideways_scroll(page)
        take_picture(page, f"desk-calendar-{name}")
        page.goto("/desk/planning/old/")
        expect(page.get_by_text("已发布稿件均在一年内复核过")).to_be_visible()
        no_sideways_scroll(page)
        take_picture(page, f"desk-old-{name}")


def test_a_publisher_keeps_an_internal_rule(open_page, take_picture):
    page = open_page("pei.jingxing")
    for size, name in ((DESK, "desk"), (PHONE, "phone")):
        page.set_viewport_size(size)
        page.goto("/desk/rules/")
        first = page.locator(".lines li").first
        expect(first).to_contain_text("印章使用管理规定")
        expect(first).to_contain_text("已到复审日期")
        no_sideways_scroll(page)
        take_picture(page, f"desk-rules-{name}")
        page.get_by_role("link", name="职工教育培训管理办法").click()
        expect(page.get_by_role("heading", name="复审", exact=True)).to_be_visible()
        no_sideways_scroll(page)
        take_picture(page, f"desk-rule-{name}")
    # when the day is left out
    page.get_by_label("继续执行").check()
    page.get_by_role("button", name="记录结论").click()
    # then it is asked for, and the choice stays
    expect(page.get_by_text("请填写下次复审日期。", exact=True)).to_be_visible()
    expect(page.get_by_label("继续执行")).to_be_checked()
    page.get_by_label("下次复审日期").fill("2028-01-10")
    page.get_by_role("button", name="记录结论").click()
    expect(page.get_by_text("已记录：制度继续执行。")).to_be_visible()
    expect(page.locator(".split aside, aside").get_by_text("下次复审 2028-01-10")).to_be_visible()


def test_the_banner_stands_on_the_guide_home(open_page, take_picture):
    page = open_page("zhou.wangshu")
    for size, name in ((DESK, "desk"), (PHONE, "phone")):
        page.set_viewport_size(size)
        page.goto("/")
        banner = page.locator(".banner")
        expect(banner).to_have_count(1)
        banner.scroll_into_view_if_needed()
        assert banner.locator("img").evaluate("image => image.complete && image.naturalWidth > 0")
        no_sideways_scroll(page)
        take_picture(page, f"home-banner-{name}")
    banner.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("把隐患排查做在作业之前")


def test_an_editor_corrects_a_live_text(open_page, take_picture):
    page = open_page("shen.zhibai")
    page.set_viewport_size(PHONE)
    page.goto("/desk/mine/")
    take_picture(page, "desk-mine-phone")
    no_sideways_scroll(page)


def test_a_gallery_a_video_a_recording_and_a_document_are_read(open_page, take_picture):
    page = open_page("zhou.wangshu")
    page.goto("/theory/")
    for slug, shown in (
        ("safety-colours", ".gallery img"),
        ("protective-equipment-film", "video"),
        ("shift-chime", "audio"),
        ("inspection-sheet", ".attachment a"),
    ):
        for size, name in ((DESK, "desk"), (PHONE, "phone")):
            page.set_viewport_size(size)
            page.goto(f"/theory/{slug}/")
            expect(page.locator(shown).first).to_be_visible()
            no_sideways_scroll(page)
            take_picture(page, f"publication-{slug}-{name}")
        if shown in {"video", "audio"}:
            ready = page.locator(shown)
            page.wait_for_function("name => document.querySelector(name).readyState > 0", arg=shown)
            assert ready.evaluate("player => player.duration") > 1


def test_readers_comment_and_a_publisher_reads_what_waits_and_was_reported(open_page, take_picture):
    # given: the article of the demo with comments
    reader = open_page("zhou.wangshu", PHONE)
    reader.goto("/theory/hazards-before-work/#comments")
    expect(reader.locator("#comments li")).not_to_have_count(0)
    take_picture(reader, "comments-below-phone")
    no_sideways_scroll(reader)
    # when: she comments and reports
    reader.get_by_label("评论").fill("第四步可以再举一个例子。")
    reader.get_by_role("button", name="发表评论").click()
    expect(reader.get_by_text("待审核").first).to_be_visible()
    take_picture(reader, "comments-phone")
    reader.get_by_role("link", name="举报").first.click()
    take_picture(reader, "comment-report-phone")
    no_sideways_scroll(reader)
    # then: the publisher reads it among what waits
    publisher = open_page("pei.jingxing", DESK)
    publisher.goto("/desk/comments/")
    expect(publisher.get_by_text("第四步可以再举一个例子。")).to_be_visible()
    expect(publisher.get_by_text("泄露个人信息或涉密内容")).to_be_visible()
    take_picture(publisher, "desk-comments-desk")
    publisher.locator("li", has_text="第四步").get_by_role("button", name="通过", exact=True).click()
    reader.goto("/theory/hazards-before-work/")
    expect(reader.locator("#comments li", has_text="第四步").get_by_text("待审核")).to_have_count(0)
    publisher.set_viewport_size(PHONE)
    publisher.goto("/desk/comments/")
    take_picture(publisher, "desk-comments-phone")
    no_sideways_scroll(publisher)


def test_tags_are_proposed_and_decided_and_texts_are_chosen_together(open_page, take_picture):
    # given
    publisher = open_page("pei.jingxing", DESK)
    publisher.goto("/desk/tags/")
    take_picture(publisher, "desk-tags-desk")
    # when
    publisher.locator("li", has_text="安全月").get_by_role("button", name="通过", exact=True).click()
    # then
    expect(publisher.get_by_role("link", name="安全月")).to_be_visible()
    publisher.get_by_role("link", name="安全月").click()
    publisher.set_viewport_size(PHONE)
    take_picture(publisher, "desk-tag-phone")
    no_sideways_scroll(publisher)
    publisher.goto("/desk/tags/")
    take_picture(publisher, "desk-tags-phone")
    no_sideways_scroll(publisher)
    # and: live pages are chosen together
    publisher.goto("/desk/published/")
    publisher.locator("input[name=page]").nth(1).check()
    publisher.get_by_text("下架所选").click()
    take_picture(publisher, "desk-published-phone")
    no_sideways_scroll(publisher)
