"""Links between articles, courses and lessons are seen from both ends, as far as one may read them."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms_pages.gate import services as gate
from cms_pages.gate.types import Audience
from cms_pages.links.queries import linked_with
from cms_pages.models import LessonPage
from organization.types import Role
from support.content import make_article, make_course_with_lessons, put_live, root_unit
from support.people import make_user, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F031")]


def linking(title, *targets, **more):
    """Return a live article whose text links to pages."""
    links = "".join(f'<a linktype="page" id="{page.pk}">见此</a>' for page in targets)
    page = make_article(title, **{"audience": Audience.PUBLIC} | more)
    page.body = [("paragraph", f"<p>{links}</p>")]
    page.save_revision(user=page.owner)
    return put_live(page)


def titles(pages):
    return [page.title for page in pages]


def test_an_article_and_a_course_know_of_each_other(client):
    # given: a theory article that links to a practice case, a course and a lesson
    case = put_live(make_article("实践案例", audience=Audience.PUBLIC))
    course = make_course_with_lessons()
    lesson = LessonPage.objects.descendant_of(course).first()
    theory = linking("理论文章", case, course, lesson)
    reader = make_user()
    # when / then
    assert titles(linked_with(theory, reader).to) == ["实践案例", course.title, lesson.title]
    for end in (case, course, lesson):
        assert titles(linked_with(end, reader).by) == ["理论文章"]
    client.force_login(reader)
    for address in (case.url, f"/learning/courses/{course.pk}/"):
        assert "理论文章" in client.get(address).content.decode()
    assert "实践案例" in client.get(theory.url).content.decode()


def test_a_link_of_a_draft_is_not_told_before_it_is_approved():
    # given
    case = put_live(make_article("实践案例"))
    theory = put_live(make_article("理论文章"))
    draft = theory.get_latest_revision_as_object()
    draft.body = [("paragraph", f'<p><a linktype="page" id="{case.pk}">见此</a></p>')]
    draft.save_revision(user=theory.owner)
    never = make_article("没有审过", text=f'<a linktype="page" id="{case.pk}">见此</a>')
    # then
    assert never.pk
    assert not linked_with(case, make_user())
    assert not linked_with(theory, make_user())


def test_nobody_learns_of_a_text_that_they_may_not_read():
    # given: one end is for staff, the other for everybody
    case = put_live(make_article("公开案例", audience=Audience.PUBLIC))
    theory = linking("内部文章", case, audience=Audience.INTERNAL)
    # then
    assert titles(linked_with(case, None).by) == []
    assert titles(linked_with(case, make_user()).by) == ["内部文章"]
    # when
    gate.take_down(theory, by=make_user_with_role(Role.FINAL_REVIEWER, root_unit()), reason="有误")
    # then
    assert titles(linked_with(case, make_user()).by) == []


def test_many_links_cost_as_many_queries_as_few():
    case = put_live(make_article("实践案例"))
    linking("第一篇", case)
    reader = make_user()
    linked_with(case, reader)
    with CaptureQueriesContext(connection) as few:
        linked_with(case, reader)
    for number in range(3):
        linking(f"又一篇{number}", case)
    with CaptureQueriesContext(connection) as many:
        assert len(linked_with(case, reader).by) == 4
    assert len(many) == len(few)


def test_reading_the_links_writes_nothing():
    page = put_live(make_article("实践案例"))
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as asked:
        linked_with(page, make_user())
    assert not [query["sql"] for query in asked if query["sql"].startswith('INSERT INTO "django')]
