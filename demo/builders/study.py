"""Four weeks of study: enrollments, sittings beat by beat, and exams, all through the learning services."""

import random
from datetime import timedelta

from django.db.models import Max

from cms_pages.models import CoursePage, ExamPage, LessonPage
from core import clock
from demo import material, plan
from demo.past import moment_of, standing_at
from learning.enrollment.services import enroll
from learning.exams import services as exams
from learning.exams.models import Attempt
from learning.exams.queries import standing_of
from learning.study import services as study
from learning.study.models import CreditInterval
from organization.models import Person
from outreach.models import Notice
from outreach.services import read_notice

UNREAD_DAYS = 3
"""Notices older than this have been read, but for the newest one of each person."""


def is_built() -> bool:
    """Return whether the person behind the member's button has studied."""
    return CreditInterval.objects.filter(person__user__username="zhou.wangshu").exists()


def build() -> str:
    """Play the plan, a day after the other; then let everybody have read the older notices."""
    sittings, sat = plan.draw(clock.today())
    people = {person.user.username: person for person in Person.objects.select_related("user") if person.user}
    courses = {course.slug: course for course in CoursePage.objects.filter(live=True)}
    lessons = {lesson.slug: lesson for lesson in LessonPage.objects.filter(live=True)}
    papers = {course.slug: ExamPage.objects.child_of(course).get() for course in courses.values()}
    for sitting in sittings:
        _play(sitting, people[sitting.username], courses[sitting.course], lessons[sitting.lesson])
    passed = 0
    for exam in sat:
        passed += _sit(exam, people[exam.username], papers[exam.course])
    _read_notices()
    return f"{len(sittings)} sittings, {passed} exams passed"


def _play(sitting: plan.Sitting, person: Person, course: CoursePage, lesson: LessonPage) -> None:
    moment = moment_of(sitting.day, sitting.minutes)
    with standing_at(moment):
        enroll(person=person, course=course, by=person.user)
        session = study.open_session(person=person, lesson=lesson)
    most = sitting.seconds or lesson.nominal_seconds * 2
    begun, beats, position, done = moment, 0, 0, False
    number, nonce, step = session.seq, session.nonce, session.interval_seconds
    while not done and (moment - begun).total_seconds() < most:
        if sitting.changes_device and beats == 8:
            moment += timedelta(seconds=12)
            with clock.frozen_at(moment):
                session = study.open_session(person=person, lesson=lesson, take_over=True, device="phone")
            number, nonce, step = session.seq, session.nonce, session.interval_seconds
        moment += timedelta(seconds=step)
        beats += 1
        away = sitting.away_after is not None and 0 <= beats - sitting.away_after < 3
        if session.is_video and not away:
            position = min(position + step * 1000, lesson.nominal_seconds * 1000)
        beat = study.Beat(
            seq=number + 1, nonce=nonce, position_ms=position, visible=not away, active=not away
        )
        with clock.frozen_at(moment):
            reply = study.accept_beat(person=person, session_id=session.pk, beat=beat)
        number, nonce, step = reply["seq"], reply["nonce"], reply["next_in_seconds"]
        done = reply["lesson_ms"] >= reply["nominal_ms"]
    with standing_at(moment + timedelta(seconds=2)):
        study.close_session(person=person, session_id=session.pk)


def _sit(exam: plan.ExamDay, person: Person, page: ExamPage) -> bool:
    """Let a person sit an exam, if it may still be sat; return whether it was passed."""
    rng = random.Random(exam.seed)
    moment = moment_of(exam.day, exam.minutes)
    if standing_of(person, page).refusal:
        return False
    with standing_at(moment):
        attempt = exams.start_attempt(person=person, exam=page)
    for number, question in enumerate(attempt.questions, start=1):
        moment += timedelta(seconds=rng.randrange(25, 60))
        with clock.frozen_at(moment):
            exams.save_answer(
                person=person,
                attempt_id=attempt.pk,
                question_id=question["id"],
                value=_answer(attempt, question["id"], rng.random() < exam.skill),
                client_seq=number,
                epoch=attempt.epoch,
            )
    with standing_at(moment + timedelta(seconds=20)):
        return bool(exams.submit_attempt(person=person, attempt_id=attempt.pk).passed)


def _answer(attempt: Attempt, question_id: str, is_right: bool) -> list[str]:
    right: list[str] = attempt.key[question_id]["right"]
    if is_right:
        return right
    question = next(question for question in attempt.questions if question["id"] == question_id)
    wrong = [option["id"] for option in question["options"] if option["id"] not in right]
    return wrong[:1] or right[:1]  # where every option is right, some of them are not enough


def _read_notices() -> None:
    names = [human.username for human in material.people().people]
    newest = Notice.objects.values("recipient").annotate(newest=Max("pk")).values("newest")
    older = clock.now() - timedelta(days=UNREAD_DAYS)
    with standing_at(older):
        # On a Monday nothing has happened for three days: everybody would have an empty list.
        seen = Notice.objects.unread().filter(created_at__lt=older, recipient__username__in=names)
        for notice in seen.exclude(pk__in=newest):
            read_notice(notice_id=notice.pk, by=notice.recipient)
