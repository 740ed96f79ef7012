"""An exam in Chromium whose session runs out: the password is asked for in place, no answer is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
WHO, PASSWORD = "duan.hengzhi", "Kaoshi-mima-2027-jiang"


@pytest.mark.capability("F057")
def test_an_exam_goes_on_after_the_session_ran_out(
    open_page: Callable[..., Page],
    ask_database: Callable[[str], str],
    take_picture: Callable[[Page, str], None],
) -> None:
    # given: a member who signs in with a password and begins an exam
    exam = ask_database(
        "from accounts.models import User; from accounts.services import change_own_password;"
        f"u = User.objects.get(username='{WHO}'); change_own_password(user=u, password='{PASSWORD}');"
        "from learning.enrollment.services import enroll; from cms_pages.models import ExamPage;"
        "from learning.models import Attempt;"
        "x = ExamPage.objects.live().exclude(pk__in=Attempt.objects.filter(person=u.person)"
        ".values('exam')).first(); from cms_pages.models import CoursePage;"
        "enroll(person=u.person, course=x.get_ancestors().type(CoursePage).specific().first(), by=u);"
        "print(x.pk)"
    )
    page = open_page(None, PHONE)
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(WHO)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).first.click()
    page.wait_for_url("**/")
    page.goto(f"/learning/exams/{exam}/")
    page.get_by_role("button", name="开始考试").click()
    page.wait_for_url(re.compile(r"/learning/attempts/"))
    # The page takes its seat when it opens: a session that ends before would open the dialog by itself.
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=20_000)
    # when: the session ends elsewhere, and the next answer is chosen
    ask_database(
        "from accounts.models import User; from accounts.sessions import end_sessions_of;"
        "from accounts.types import SessionEnding;"
        f"end_sessions_of(User.objects.get(username='{WHO}'), ending=SessionEnding.IDLE)"
    )
    page.locator("fieldset:not([hidden]) .option").first.click()
    dialog = page.locator("#confirm")
    expect(dialog).to_be_visible(timeout=20_000)
    expect(dialog).to_contain_text("答案已保存在本设备")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    take_picture(page, "exam-password-phone")
    # then: a wrong password is told there, the right one lets the exam go on with the answer
    field = dialog.get_by_label("密码")
    field.fill("wrong")
    dialog.get_by_role("button", name="继续考试").click()
    expect(dialog.get_by_role("alert")).to_contain_text("还可尝试")
    field.fill(PASSWORD)
    field.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=20_000)
    expect(page.locator("fieldset .option input:checked")).to_have_count(1)
    page.reload()
    expect(page.locator("fieldset .option input:checked")).to_have_count(1)
    expect(page.locator("#answered")).to_contain_text("1 /")
