"""The whole way: an editor's draft, three reviewers, a member's study and exam, an auditor's look."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

EDITOR, MEMBER, AUDITOR = "shen.zhibai", "zhou.wangshu", "yan.zhixu"
REVIEWERS = ["gu.xingjian", "qin.muye", "pei.jingxing"]
ARTICLE, LESSON = "竹简装订的三个步骤", "竹简档案怎样交接"
WORD = "竹简"


def _write_paragraph(page: Page, text: str) -> None:
    page.locator("button.c-sf-add-button").first.click()
    page.get_by_role("option", name="段落").click()
    page.locator("[contenteditable=true]").last.click()
    page.keyboard.type(text)
    # The editor keeps the text in a hidden field, written a moment after the last key.
    expect(page.locator("input[type=hidden][name^='body-'][name$='-value']").last).to_have_value(
        re.compile(re.escape(text[:8]))
    )


def _draft_article(page: Page, column: str) -> None:
    page.goto(f"/admin/pages/add/cms_pages/articlepage/{column}/")
    page.fill("#id_title", ARTICLE)
    page.fill("#id_summary", "说明装订、编号和入盒三个步骤。")
    page.fill("#id_source", "综合管理部")
    page.fill("#id_responsible_editor", "沈知白")
    _write_paragraph(page, "装订之前先核对竹简的编号，再按卷次排列，最后入盒登记。")
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))


def _draft_lesson(page: Page, chapter: str) -> None:
    page.goto(f"/admin/pages/add/cms_pages/lessonpage/{chapter}/")
    page.fill("#id_title", LESSON)
    page.fill("#id_nominal_seconds", "120")
    _write_paragraph(page, "竹简档案交接时，移交人与接收人逐件清点并签名，缺件当场注明。")
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))


def _submit(page: Page, title: str) -> None:
    page.goto("/desk/mine/")
    row = page.locator("li", has_text=title)
    row.get_by_role("button", name="提交审核").click()
    expect(page.locator("li", has_text=title)).to_contain_text("初审")


def _approve(page: Page, title: str, comment: str) -> None:
    page.goto("/desk/")
    page.get_by_role("link", name=title).click()
    page.get_by_label("审核意见").fill(comment)
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page).to_have_url(re.compile(r"/desk/$"))


@pytest.mark.capability("F015", "F113")
@pytest.mark.capability("F057")
def test_the_whole_way_from_draft_to_audited_hour(
    open_page: Callable[..., Page],
    ask_database: Callable[[str], str],
    take_picture: Callable[[Page, str], None],
) -> None:
    # given: where the article and the lesson go
    column = ask_database(
        "from cms_pages.models import *; print(ArticleIndexPage.objects.get(slug='theory').pk)"
    )
    course, chapter = ask_database(
        "from learning.models import *; from cms_pages.models import *;"
        f"e = Enrollment.objects.filter(person__user__username='{MEMBER}', completed_at=None).first();"
        "c = CourseModulePage.objects.child_of(e.course).order_by('path').first(); print(e.course_id, c.pk)"
    ).split()

    # when: the editor drafts both and submits them
    editor = open_page(EDITOR)
    _draft_article(editor, column)
    _draft_lesson(editor, chapter)
    for title in (ARTICLE, LESSON):
        _submit(editor, title)
    take_picture(editor, "my-texts-desk")

    # then: nothing is to be found before the last review
    member = open_page(MEMBER)
    member.goto(f"/search/?q={WORD}")
    expect(member.locator("main")).not_to_contain_text(ARTICLE)

    # when: three people review
    for at, username in enumerate(REVIEWERS):
        reviewer = open_page(username)
        for title in (ARTICLE, LESSON):
            _approve(reviewer, title, f"第 {at + 1} 审：已核对")
        if at == 0:
            editor.goto("/desk/mine/")
            editor.locator("li", has_text=ARTICLE).get_by_role("link", name="审核轨迹").click()
            expect(editor.locator("main")).to_contain_text("不能审核本人提交的内容")
            take_picture(editor, "review-desk-desk")

    # then: the member finds both by a word of two characters
    for _attempt in range(30):
        member.goto(f"/search/?q={WORD}")
        if member.locator("main").get_by_text(LESSON).count():
            break
        member.wait_for_timeout(1000)
    expect(member.locator("main")).to_contain_text(ARTICLE)
    expect(member.locator("main")).to_contain_text(LESSON)
    expect(member.locator("mark").first).to_have_text(WORD)
    take_picture(member, "search-desk")

    # when: the member studies, loses the network and comes back
    member.goto(f"/learning/courses/{course}/")
    take_picture(member, "course-desk")
    member.get_by_role("link", name=LESSON).click()
    expect(member.locator("#clock")).to_have_attribute("data-state", "running", timeout=15_000)
    figure = member.locator("#clock-lesson")
    expect(figure).to_have_text("00:00")
    expect(figure).not_to_have_text("00:00", timeout=45_000)
    take_picture(member, "lesson-player-desk")
    before = figure.inner_text()
    member.context.set_offline(True)
    expect(member.locator("#clock")).to_have_attribute("data-state", "offline", timeout=45_000)
    expect(figure).to_have_text(before)
    member.context.set_offline(False)
    expect(member.locator("#clock")).to_have_attribute("data-state", "running", timeout=45_000)
    expect(figure).not_to_have_text(before, timeout=90_000)

    # and: takes the exam
    member.goto(f"/learning/courses/{course}/")
    member.locator("aside, .split").get_by_role("link", name=re.compile("考试")).first.click()
    take_picture(member, "exam-start-desk")
    member.get_by_role("button", name="开始考试").click()
    member.wait_for_url(re.compile(r"/learning/attempts/"))
    member.locator("fieldset:not([hidden]) .option").first.click()
    expect(member.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=15_000)
    take_picture(member, "exam-sitting-desk")
    member.get_by_role("button", name="交卷").first.click()
    expect(member.locator("#hand-in")).to_contain_text("未作答")
    member.locator("#hand-in-now").click()
    expect(member.locator("main")).to_contain_text("回执", timeout=15_000)
    take_picture(member, "exam-result-desk")

    # then: hours and result stand in the record
    member.goto("/learning/records/")
    expect(member.locator("#courses")).to_contain_text(LESSON)
    take_picture(member, "study-record-desk")

    # and: an auditor opens the record and each interval of it
    person = ask_database(
        f"from organization.models import *; print(Person.objects.get(user__username='{MEMBER}').pk)"
    )
    auditor = open_page(AUDITOR)
    auditor.goto(f"/learning/records/{person}/")
    expect(auditor.locator("h1")).to_contain_text("周*舒")
    expect(auditor.locator("main")).to_contain_text("您的查阅已留痕")
    auditor.get_by_role("link", name=LESSON).click()
    expect(auditor.locator("tbody tr", has_text="计入").first).to_be_visible()
    take_picture(auditor, "auditor-transcript-desk")


@pytest.mark.capability("F015")
def test_nobody_approves_a_text_of_his_own_by_form_api_or_as_superuser(
    open_page: Callable[..., Page],
    ask_database: Callable[[str], str],
    take_picture: Callable[[Page, str], None],
) -> None:
    # given: a text that the first reviewer wrote and submitted
    reviewer = REVIEWERS[0]
    candidate = ask_database(
        "from accounts.models import User; from cms_pages.models import *; from cms_pages.gate import services;"
        f"u = User.objects.get(username='{reviewer}');"
        "p = ArticlePage(title='自审之文', slug='own-text', summary='s', source='s', responsible_editor='e',"
        " body=[('paragraph', '<p>正文</p>')], owner=u, live=False);"
        "ArticleIndexPage.objects.get(slug='theory').add_child(instance=p); p.save_revision(user=u);"
        "print(services.submit(p, by=u).pk)"
    )
    page = open_page(reviewer)

    def try_all_ways() -> None:
        page.goto(f"/desk/{candidate}/")
        expect(page.locator("main")).to_contain_text("不能审核本人提交的内容")
        expect(page.get_by_role("button", name="通过", exact=True)).to_have_count(0)
        token = page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken']")
        form = page.request.post(
            f"/desk/{candidate}/approve/",
            form={"csrfmiddlewaretoken": token, "comment": "通过"},
            headers={"Referer": page.url},
        )
        assert form.status == 403
        assert "不能审核本人提交的内容" in form.text()
        answer = page.request.post(
            f"/api/v1/reviews/{candidate}/approve",
            data={"comment": "通过"},
            headers={"X-CSRFToken": token, "Referer": page.url},
        )
        assert answer.status == 403
        assert answer.json()["code"] == "own_text"

    # when / then: as reviewer, then as superuser
    try_all_ways()
    ask_database(
        "from accounts.models import User;"
        f"User.objects.filter(username='{reviewer}').update(is_superuser=True, is_staff=True)"
    )
    try_all_ways()
    take_picture(page, "own-text-refused-desk")
    count = ask_database(
        "from cms_pages.models import *; from cms_pages.gate.queries import unapproved_live_objects;"
        f"print(Approval.objects.filter(candidate_id={candidate}).count(), unapproved_live_objects())"
    )
    assert count == "0 []"
    ask_database(
        f"from accounts.models import User; User.objects.filter(username='{reviewer}').update(is_superuser=False)"
    )


PAGES = [
    (None, "/accounts/login/", "sign-in"),
    (MEMBER, "/", "guide-home"),
    (MEMBER, "/learning/", "catalogue"),
    (MEMBER, "/learning/records/", "study-record"),
    (MEMBER, "/search/?q=安全", "search"),
    (MEMBER, "/messages/", "messages"),
    (MEMBER, "/todos/", "todos"),
    (MEMBER, "/me/", "me"),
    (MEMBER, "/regulations/", "regulations"),
    (MEMBER, "/theory/", "theory"),
    (MEMBER, "@article", "article"),
    (MEMBER, "@regulation", "regulation"),
    (MEMBER, "/rules/办公信息安全管理办法/2023-03-01/2026-03-01/", "regulation-comparison"),
    (MEMBER, "@course", "course"),
    (MEMBER, "@lesson", "lesson-player"),
    (MEMBER, "@exam", "exam-start"),
    (EDITOR, "/desk/mine/", "my-texts"),
    (REVIEWERS[0], "/desk/", "review-queue"),
    (REVIEWERS[0], "@candidate", "review-desk"),
    (REVIEWERS[2], "/desk/published/", "published"),
    (AUDITOR, "/learning/records/people/", "auditor-people"),
    (AUDITOR, "@record", "auditor-record"),
    (MEMBER, "/no/such/page/", "not-found"),
]
FIND = {
    "@article": "from cms_pages.models import *; print(ArticlePage.objects.live().first().url)",
    "@regulation": "from cms_pages.models import *; print(RegulationPage.objects.live().first().url)",
    "@course": "from learning.models import *; print(f'/learning/courses/{Enrollment.objects.filter("
    f'person__user__username="{MEMBER}").first().course_id}}/\')',
    "@lesson": "from learning.models import *; from cms_pages.models import *; e = Enrollment.objects.filter("
    f"person__user__username='{MEMBER}').first(); l = LessonPage.objects.live().descendant_of(e.course).first();"
    "print(f'/learning/lessons/{l.pk}/')",
    "@exam": "from learning.models import *; from cms_pages.models import *; e = Enrollment.objects.filter("
    f"person__user__username='{MEMBER}').first(); x = ExamPage.objects.live().descendant_of(e.course).first();"
    "print(f'/learning/exams/{x.pk}/')",
    "@candidate": 'from cms_pages.models import *; print(f\'/desk/{Candidate.objects.filter(state="open").'
    'order_by("id").first().pk}/\')',
    "@record": "from organization.models import *; print(f'/learning/records/{Person.objects.get("
    f'user__username="{MEMBER}").pk}}/\')',
}
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="session")
def addresses(ask_database: Callable[[str], str]) -> dict[str, str]:
    """Return the addresses that depend on what the demo made."""
    return {name: ask_database(code) for name, code in FIND.items()}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("username, path, name", PAGES, ids=[name for _, _, name in PAGES])
@pytest.mark.capability("F035", "F006")
def test_page_fits_and_passes_axe(open_page, take_picture, addresses, username, path, name, size):
    # given
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(username, SIZES[size])
    # when
    response = page.goto(addresses.get(path, path))
    page.wait_for_timeout(600)
    take_picture(page, f"{name}-{size}")
    # then
    assert response.status == (404 if name == "not-found" else 200)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in violations] == []
