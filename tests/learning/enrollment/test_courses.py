"""Catalogue, course page, enrolling and leaving, and when a course is complete."""

import json

import pytest

from core.errors import NotFound, Refused
from evidence.models import Entry
from learning.enrollment import queries, services
from learning.enrollment.models import Enrollment
from support.content import make_course_with_lessons, make_exam_page, publish
from support.people import make_person


def _study(learner, lesson):
    learner.open(lesson)
    for _ in range(18):
        learner.beat()
    learner.close()


def test_enrolling_twice_gives_one_enrollment(person, course):
    services.enroll(person=person, course=course, by=person.user)
    assert Enrollment.objects.count() == 1


def test_refuses_to_enroll_somebody_else(person, course):
    with pytest.raises(Refused):
        services.enroll(person=make_person(), course=course, by=person.user)
    assert Enrollment.objects.count() == 1


def test_refuses_a_course_that_is_not_published(person):
    with pytest.raises(NotFound):
        services.enroll(person=person, course=make_course_with_lessons(1, live=False), by=person.user)
    assert Enrollment.objects.count() == 1


def test_leaving_and_coming_back_keeps_the_progress(person, course, lessons, learner):
    # given
    _study(learner, lessons[0])
    # when
    services.withdraw(person=person, course=course, by=person.user)
    gone = queries.find_course(person.user, person, course.pk)
    services.enroll(person=person, course=course, by=person.user)
    back = queries.find_course(person.user, person, course.pk)
    # then
    assert gone.enrollment is None
    assert (back.enrollment is not None, back.done, back.credited_ms) == (True, 1, 540_000)


def test_leaving_what_one_does_not_take_is_not_found(course):
    stranger = make_person()
    with pytest.raises(NotFound):
        services.withdraw(person=stranger, course=course, by=stranger.user)


def test_progress_is_computed_from_the_study(person, course, lessons, learner):
    # given
    _study(learner, lessons[0])
    # when
    standing = queries.find_course(person.user, person, course.pk)
    # then
    assert [(item.state, item.credited_ms) for item in standing.lessons] == [("done", 540_000), ("now", 0)]
    assert (standing.percent, standing.is_completed) == (45, False)


def test_course_is_completed_by_its_last_lesson_once(person, course, lessons, learner, drain_outbox):
    # given
    for lesson in lessons:
        _study(learner, lesson)
    # when
    drain_outbox()
    # then
    completed = Enrollment.objects.get().completed_at
    assert completed is not None
    entry = Entry.objects.get(kind="course.completed")
    assert json.loads(entry.body)["facts"]["course"] == course.pk


def test_course_with_an_exam_waits_for_it(person, course, lessons, learner, drain_outbox):
    # given
    publish(make_exam_page(course))
    for lesson in lessons:
        _study(learner, lesson)
    # when
    drain_outbox()
    # then
    assert Enrollment.objects.get().completed_at is None


def test_catalogue_shows_each_course_with_the_own_progress(client, person, course, lessons, learner):
    # given
    _study(learner, lessons[0])
    make_course_with_lessons(1, title="公文处理", live=True)
    client.force_login(person.user)
    # when
    page = client.get("/learning/")
    # then
    text = page.content.decode()
    assert page.status_code == 200
    assert "公文处理" in text
    assert "已学 45%" in text


def test_catalogue_costs_the_same_for_one_course_and_for_three(
    client, person, course, django_assert_max_num_queries
):
    for _ in range(2):
        make_course_with_lessons(1)
    with django_assert_max_num_queries(7):
        assert len(queries.list_courses(person.user, person)) == 3


def test_course_page_enrolls_by_its_button(client, course):
    # given
    person = make_person()
    client.force_login(person.user)
    before = client.get(f"/learning/courses/{course.pk}/").content.decode()
    # when
    reply = client.post(f"/learning/courses/{course.pk}/enroll/", follow=True)
    # then
    assert "选修本课程" in before
    assert "开始学习" in reply.content.decode()
    assert Enrollment.objects.filter(person=person).count() == 1


def test_course_page_leaves_by_its_button(client, course, person):
    client.force_login(person.user)
    reply = client.post(f"/learning/courses/{course.pk}/leave/", follow=True)
    assert "选修本课程" in reply.content.decode()
    assert Enrollment.objects.get().withdrawn_at is not None


def test_course_that_nobody_may_see_is_not_found(client, person):
    hidden = make_course_with_lessons(1, live=False)
    client.force_login(person.user)
    assert client.get(f"/learning/courses/{hidden.pk}/").status_code == 404
    assert client.post(f"/learning/courses/{hidden.pk}/enroll/").status_code == 404
    assert Enrollment.objects.count() == 1


def test_enrollment_through_the_api(client, course):
    # given
    person = make_person()
    client.force_login(person.user)
    # when
    made = client.post("/api/v1/enrollments", {"course_id": course.pk}, content_type="application/json")
    listed = client.get("/api/v1/enrollments").json()
    gone = client.delete(f"/api/v1/enrollments/{course.pk}")
    # then
    assert (made.status_code, gone.status_code) == (201, 204)
    assert [(row["course_id"], row["lessons"], row["lessons_done"]) for row in listed] == [(course.pk, 2, 0)]
    assert client.get("/api/v1/enrollments").json() == []
