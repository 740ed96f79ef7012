"""What comes out of the printer has the proportions of an official document: 22 lines of 28 characters."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.capability("F046")]

LINE, LINES = 28, 22
TABLE = """() => document.querySelector('.prose').insertAdjacentHTML(
  'beforeend', '<table><tbody><tr><td>一</td></tr></tbody></table>')"""
ALONE = """(number) => {
  const text = document.querySelector('.prose');
  text.replaceChildren(Object.assign(document.createElement('p'), {textContent: '学'.repeat(number)}));
  text.firstChild.style.textIndent = '0';
}"""


def _pages(page: Page) -> list[str]:
    """Return the sizes of the sheets that the page prints on, in points."""
    pdf = page.pdf(prefer_css_page_size=True).decode("latin-1")
    return re.findall(r"/MediaBox \[([^\]]+)\]", pdf)


def test_an_article_is_printed_as_an_official_text(open_page, take_picture) -> None:
    # given
    page = open_page("zhou.wangshu")
    page.goto("/theory/hazards-before-work/")
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    # when / then: A4, and nothing of the portal
    sizes = _pages(page)
    assert {tuple(round(float(side)) for side in size.split()) for size in sizes} == {(0, 0, 595, 842)}
    page.emulate_media(media="print")
    for name in (".masthead", ".tabs", ".foot", "#comments", "[data-prints]"):
        for found in page.locator(name).all():
            expect(found).to_be_hidden()
    expect(page.locator(".printed-from")).to_contain_text("/theory/hazards-before-work/")
    page.set_viewport_size({"width": 590, "height": 850})  # the type area: 156 mm
    take_picture(page, "print-article")
    # and: tables keep their lines, the title its distance
    page.evaluate(TABLE)
    assert page.locator(".prose td").evaluate("cell => getComputedStyle(cell).borderTopWidth") == "1px"
    assert page.locator(".prose h1").evaluate("title => getComputedStyle(title).marginBottom") != "0px"
    # and: a page takes 22 lines of 28 characters, and not one character more
    page.evaluate(ALONE, LINE * LINES)
    assert len(_pages(page)) == 1
    page.evaluate(ALONE, LINE * LINES + 1)
    assert len(_pages(page)) == 2


def test_a_regulation_is_printed_without_its_outline(open_page, take_picture) -> None:
    page = open_page("zhou.wangshu")
    page.goto("/regulations/")
    page.locator("main a[href^='/regulations/']").last.click()
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    page.emulate_media(media="print")
    for name in (".statute-outline", ".timeline", ".masthead"):
        for found in page.locator(name).all():
            expect(found).to_be_hidden()
    assert page.locator(".statute p").first.evaluate("p => getComputedStyle(p).textIndent") != "0px"
    page.set_viewport_size({"width": 590, "height": 850})
    take_picture(page, "print-regulation")
