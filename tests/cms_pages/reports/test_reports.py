"""A reader reports a text; a publisher of its unit answers, without learning who told."""

import pytest

from cms_pages.comments.errors import Decided
from cms_pages.gate import services as gate
from cms_pages.models import LessonPage, TextReport
from cms_pages.reports import queries, services
from core.errors import Invalid, NotFound, Refused
from core.models import AuditEntry
from organization.types import Role
from support.content import make_article, make_course_with_lessons, put_live, root_unit
from support.people import make_person, make_unit, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F016")]


@pytest.fixture
def article():
    """Return a live article."""
    return put_live(make_article("用电数据"))


@pytest.fixture
def publisher():
    """Return who publishes for the whole enterprise."""
    return make_user_with_role(Role.FINAL_REVIEWER, root_unit())


@pytest.fixture
def reader():
    """Return a member."""
    return make_person(root_unit(), name="周望舒").user


def test_a_reader_reports_a_publisher_answers_and_both_are_logged(client, article, publisher, reader):
    # when
    client.force_login(reader)
    assert f"/reports/{article.pk}/" in client.get(article.url).text
    client.post(f"/reports/{article.pk}/", {"reason": "false", "words": "数字与年报不符"})
    # then: the publisher reads why, not who
    client.force_login(publisher)
    told = client.get("/desk/reports/").text
    assert "数字与年报不符" in told
    assert "周望舒" not in told
    # when
    row = TextReport.objects.get()
    client.post(f"/desk/reports/{row.pk}/settle/", {"answer": "已按年报更正"})
    # then
    assert "没有待答复的举报" in client.get("/desk/reports/").text
    client.force_login(reader)
    assert "已按年报更正" in client.get(f"/reports/{article.pk}/").text
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"text.report", "text.report_settle"} <= actions


def test_bad_input_is_told_and_kept(client, article, publisher, reader):
    # given
    client.force_login(reader)
    answer = client.post(f"/reports/{article.pk}/", {"words": "请看第三段"})
    assert answer.status_code == 422
    assert "请看第三段" in answer.text
    row = services.report_text(article, reason="other", words="", by=reader)
    client.force_login(publisher)
    # then
    refused = client.post(f"/desk/reports/{row.pk}/settle/", {"answer": "长" * 201})
    assert refused.status_code == 422
    assert "长" * 201 in refused.text
    with pytest.raises(Invalid):
        services.report_text(article, reason="because", words="", by=reader)
    with pytest.raises(Invalid):
        services.settle_report(row, answer="  ", by=publisher)


def test_a_second_report_changes_the_first_until_it_is_answered(article, publisher, reader):
    first = services.report_text(article, reason="other", words="", by=reader)
    assert services.report_text(article, reason="false", words="见第二段", by=reader).pk == first.pk
    services.settle_report(first, answer="已核实，无误", by=publisher)
    with pytest.raises(Decided):
        services.settle_report(first, answer="又答", by=publisher)
    assert services.report_text(article, reason="false", words="", by=reader).pk != first.pk


def test_only_a_publisher_of_the_unit_answers_and_never_their_own(article, publisher):
    # given
    branch = make_unit("第三党支部", parent=root_unit())
    elsewhere = make_user_with_role(Role.FINAL_REVIEWER, branch, "self")
    row = services.report_text(article, reason="other", words="", by=publisher)
    # then
    with pytest.raises(NotFound):
        services.settle_report(row, answer="好", by=elsewhere)
    with pytest.raises(Refused):
        services.settle_report(row, answer="好", by=publisher)
    assert not queries.to_settle(publisher).exists()
    assert not queries.to_settle(elsewhere).exists()
    other = make_user_with_role(Role.FINAL_REVIEWER, root_unit())
    assert list(queries.to_settle(other)) == [row]


def test_what_was_taken_down_waits_for_nobody_and_cannot_be_reported(client, article, publisher, reader):
    # given
    services.report_text(article, reason="false", words="", by=reader)
    # when
    gate.take_down(article, by=publisher, reason="数字有误")
    # then
    assert not queries.to_settle(publisher).exists()
    client.force_login(reader)
    assert client.get(f"/reports/{article.pk}/").status_code == 404


def test_courses_and_lessons_can_be_reported(client, reader):
    # given
    course = make_course_with_lessons(1)
    client.force_login(reader)
    # then
    for page in (course, LessonPage.objects.live().get()):
        assert client.get(f"/reports/{page.pk}/").status_code == 200
    assert f"/reports/{course.pk}/" in client.get(f"/learning/courses/{course.pk}/").text
