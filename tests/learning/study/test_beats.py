"""The rules of the study clock, one by one."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core.errors import Invalid, NotFound, Refused
from evidence.models import Entry
from learning.enrollment.services import withdraw
from learning.study import services
from learning.study.errors import (
    BeatTooSoon,
    OutOfSequence,
    SessionClosed,
    SessionSuperseded,
    StudyingElsewhere,
)
from learning.study.models import CreditInterval, LessonProgress, RefusedTime, StudyLease, StudySession
from learning.study.queries import summed_ms
from learning.study.tasks import abandon_sessions
from support.content import make_course_with_lessons
from support.people import make_person


def _credited():
    return sum(row.milliseconds for row in CreditInterval.objects.all()) // 1000


def _refused():
    found = {}
    for row in RefusedTime.objects.all():
        found[row.reason] = found.get(row.reason, 0) + row.milliseconds // 1000
    return found


@pytest.mark.capability("F113")
def test_beat_credits_the_servers_time_since_the_last_one(learner, lessons):
    # given
    learner.open(lessons[0])
    # when
    replies = [learner.beat(), learner.beat(31)]
    # then
    assert [reply["credited_now_ms"] for reply in replies] == [30_000, 31_000]
    interval = CreditInterval.objects.get()
    assert (interval.starts_at, interval.ends_at) == (learner.at - timedelta(seconds=61), learner.at)
    assert interval.beats == 2
    assert summed_ms(learner.person.pk, lessons[0].pk) == LessonProgress.objects.get().credited_ms == 61_000


def test_parts_of_a_second_never_add_up_to_more_than_passed(learner, lessons):
    # given
    learner.at += timedelta(milliseconds=900)
    learner.open(lessons[0])
    # when
    learner.beat(30.3)
    learner.beat(30.3)
    # then
    assert _credited() <= 60.6
    assert _credited() == 60


def test_credit_of_one_beat_is_capped_at_one_and_a_half_intervals(learner, lessons):
    learner.open(lessons[0])
    reply = learner.beat(60)
    assert reply["credited_now_ms"] == 45_000
    assert _refused() == {"capped": 15}


def test_long_silence_credits_nothing_and_counting_begins_anew(learner, lessons):
    # given
    learner.open(lessons[0])
    learner.beat()
    # when
    asleep = learner.beat(8 * 3600)
    awake = learner.beat()
    # then
    assert (asleep["credited_now_ms"], asleep["reason"]) == (0, "gap")
    assert awake["credited_now_ms"] == 30_000
    assert _credited() == 60
    assert _refused() == {"gap": 8 * 3600}


def test_early_beat_is_refused_and_costs_nothing(learner, lessons):
    # given
    learner.open(lessons[0])
    # when / then
    with pytest.raises(BeatTooSoon):
        learner.beat(14)
    assert _credited() == 0
    assert learner.beat(16)["credited_now_ms"] == 30_000
    assert StudySession.objects.get().faults == 1


@pytest.mark.parametrize("told, reason", [({"visible": False}, "hidden")])
def test_time_with_the_page_hidden_does_not_count(learner, lessons, told, reason):
    learner.open(lessons[0])
    reply = learner.beat(**told)
    assert (reply["credited_now_ms"], reply["reason"]) == (0, reason)
    assert _refused() == {reason: 30}
    assert learner.beat()["credited_now_ms"] == 30_000


def test_idle_reader_is_credited_three_minutes_at_most_and_goes_on_when_back(learner, lessons):
    # given
    learner.open(lessons[0])
    # when
    for _ in range(20):
        learner.beat(active=False)
    # then
    assert _credited() == 180
    assert _refused() == {"idle": 420}
    assert learner.beat()["credited_now_ms"] == 30_000


def test_lesson_never_credits_more_than_its_nominal_time(learner, lessons):
    # given
    learner.open(lessons[0])
    # when
    replies = [learner.beat() for _ in range(25)]
    # then
    assert replies[-1]["lesson_ms"] == 600_000
    assert _credited() == 600
    assert _refused() == {"full": 150}


def test_second_viewing_credits_nothing(learner, lessons):
    # given
    learner.open(lessons[0])
    for _ in range(20):
        learner.beat()
    learner.close()
    # when
    learner.open(lessons[0])
    reply = learner.beat()
    # then
    assert (reply["credited_now_ms"], reply["reason"]) == (0, "full")


@pytest.mark.capability("F113")
def test_lesson_is_completed_at_nine_tenths_once(learner, lessons, monkeypatch):
    # given
    told = []
    monkeypatch.setattr(type(services.lesson_completed), "send", lambda self, **payload: told.append(payload))
    learner.open(lessons[0])
    # when
    replies = [learner.beat()["completed"] for _ in range(20)]
    # then
    assert replies == [False] * 17 + [True] * 3
    assert told == [{"person_id": learner.person.pk, "lesson_id": lessons[0].pk}]


def test_same_beat_again_gets_the_stored_reply_and_no_credit(learner, lessons):
    # given
    learner.open(lessons[0])
    first = learner.beat()
    # when
    learner.at += timedelta(seconds=20)
    again = learner.send(learner.sent[-1])
    # then
    assert {k: v for k, v in again.items() if k != "server_time"} == {
        k: v for k, v in first.items() if k != "server_time"
    }
    assert _credited() == 30
    assert learner.beat(10)["credited_now_ms"] == 30_000


@pytest.mark.parametrize(
    "fault",
    [
        {"seq": 3},
        {"seq": 1, "nonce": "x"},
        {"seq": 2**31 - 1},
        {"seq": 0},
        {"nonce": ""},
        {"nonce": "0" * 32},
    ],
)
def test_beat_out_of_step_is_refused_and_counted(learner, lessons, fault):
    # given
    learner.open(lessons[0])
    learner.beat()
    # when / then
    with pytest.raises(OutOfSequence):
        learner.beat(**fault)
    assert (_credited(), StudySession.objects.get().faults) == (30, 1)


@pytest.mark.parametrize(
    "fault",
    [{"seq": -1}, {"seq": "2"}, {"seq": True}, {"seq": 2**63}, {"seq": 1.0}, {"position_ms": -1},
     {"position_ms": 10**12}, {"played_from_ms": -5}],
)  # fmt: skip
def test_beat_that_is_not_well_formed_is_refused(learner, lessons, fault):
    learner.open(lessons[0])
    with pytest.raises(Invalid):
        learner.beat(**fault)
    assert _credited() == 0


def test_repetition_with_another_content_is_refused(learner, lessons):
    # given
    learner.open(lessons[0])
    learner.beat(visible=False)
    sent = learner.sent[-1]
    # when / then
    with pytest.raises(OutOfSequence):
        learner.send(services.Beat(sent.seq, sent.nonce, 0, visible=True, active=True))
    assert _credited() == 0


def test_nonce_of_another_session_or_person_is_refused(learner, lessons, course):
    # given
    from learning.enrollment.services import enroll

    other = make_person()
    enroll(person=other, course=course, by=other.user)
    stranger = type(learner)(other, learner.at)
    learner.open(lessons[0])
    stranger.open(lessons[0])
    # when / then
    with pytest.raises(OutOfSequence):
        learner.beat(nonce=stranger.nonce)
    assert _credited() == 0


def test_somebody_elses_session_does_not_exist(learner, lessons):
    session = learner.open(lessons[0])
    stranger = make_person()
    for act in (
        lambda: services.close_session(person=stranger, session_id=session.pk),
        lambda: services.accept_beat(
            person=stranger, session_id=session.pk, beat=services.Beat(1, learner.nonce, 0, True, True)
        ),
    ):
        with pytest.raises(NotFound):
            act()
    session.refresh_from_db()
    assert (session.ended_at, session.seq) == (None, 0)


def test_two_pages_cannot_count_at_once(learner, lessons):
    # given
    learner.open(lessons[0])
    # when / then
    for lesson in lessons:
        with pytest.raises(StudyingElsewhere):
            type(learner)(learner.person, learner.at).open(lesson)
    assert StudySession.objects.count() == 1


def test_taking_over_ends_the_old_session_at_its_last_beat_and_tells_it(learner, lessons):
    # given
    old = learner.open(lessons[0])
    learner.beat()
    phone = type(learner)(learner.person, learner.at + timedelta(seconds=20))
    # when
    phone.open(lessons[0], take_over=True, device="phone")
    # then
    with pytest.raises(SessionSuperseded):
        learner.beat(40)
    old.refresh_from_db()
    assert (old.ended_at, old.ending) == (learner.at - timedelta(seconds=40), "taken_over")
    assert phone.beat()["credited_now_ms"] == 30_000
    assert _credited() == 60
    assert _refused() == {"elsewhere": 40}


def test_device_that_was_replaced_writes_its_lost_time_once(learner, lessons):
    learner.open(lessons[0])
    type(learner)(learner.person, learner.at).open(lessons[0], take_over=True)
    for _ in range(3):
        with pytest.raises(SessionSuperseded):
            learner.beat()
    assert _refused() == {"elsewhere": 30}
    assert StudySession.objects.get(ending="taken_over").faults == 3


def test_same_tab_loaded_anew_needs_no_question(learner, lessons):
    old = learner.open(lessons[0])
    learner.beat()
    new = learner.open(lessons[0], replaces=old.pk)
    assert new.pk != old.pk
    assert StudyLease.objects.get().session_id == new.pk


def test_silent_session_gives_way_without_a_question(learner, lessons):
    learner.open(lessons[0])
    learner.at += timedelta(seconds=91)
    learner.open(lessons[1])
    assert sorted(StudySession.objects.values_list("ending", flat=True)) == ["", "abandoned"]


def test_refuses_a_person_who_does_not_take_the_course(lessons, learner):
    with pytest.raises(Refused):
        type(learner)(make_person()).open(lessons[0])
    assert StudySession.objects.count() == 0


def test_refuses_a_lesson_that_is_not_published(learner, db):
    from cms_pages.models import LessonPage

    draft = LessonPage.objects.descendant_of(make_course_with_lessons(1, live=False)).get()
    with pytest.raises(NotFound):
        learner.open(draft)
    assert StudySession.objects.count() == 0


def test_lesson_taken_down_while_it_runs_credits_nothing_more(learner, lessons):
    # given
    from cms_pages.gate.services import take_down
    from support.content import make_reviewer

    learner.open(lessons[0])
    learner.beat()
    take_down(lessons[0], by=make_reviewer("final"), reason="内容有误")
    # when / then
    with pytest.raises(SessionClosed):
        learner.beat()
    assert _credited() == 30
    assert StudySession.objects.get().ending == "withdrawn"


def test_leaving_the_course_ends_the_session(learner, lessons, course):
    learner.open(lessons[0])
    learner.beat()
    withdraw(person=learner.person, course=course, by=learner.person.user)
    with pytest.raises(SessionClosed):
        learner.beat()
    assert _credited() == 30


def test_closing_writes_the_evidence_and_the_row_never_changes_again(learner, lessons):
    # given
    learner.open(lessons[0])
    learner.beat()
    learner.beat(visible=False)
    # when
    learner.close()
    # then
    interval, refused = CreditInterval.objects.get(), RefusedTime.objects.get()
    assert interval.entry.kind == "study.interval"
    assert refused.entry.kind == "study.refused"
    assert Entry.objects.filter(kind__startswith="study.").count() == 2
    for row in (interval, refused):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(ends_at=row.ends_at + timedelta(seconds=1))
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")


def test_closing_twice_changes_nothing(learner, lessons):
    learner.open(lessons[0])
    learner.beat()
    first = learner.close()
    learner.at += timedelta(hours=1)
    second = learner.close()
    assert (first.ended_at, first.ending) == (second.ended_at, second.ending)
    assert Entry.objects.filter(kind="study.interval").count() == 1


def test_row_is_closed_after_ten_minutes(learner, db):
    # given
    from cms_pages.models import LessonPage
    from learning.enrollment.services import enroll
    from support.content import make_lesson, publish

    course = make_course_with_lessons(0)
    lesson = publish(make_lesson(course.get_first_child().specific, nominal_seconds=3600))
    enroll(person=learner.person, course=course, by=learner.person.user)
    learner.open(LessonPage.objects.get(pk=lesson.pk))
    # when
    for _ in range(41):
        learner.beat()
    # then
    rows = CreditInterval.objects.order_by("starts_at")
    assert [(row.milliseconds, row.entry is not None) for row in rows] == [
        (600_000, True),
        (600_000, True),
        (30_000, False),
    ]


def test_interval_over_midnight_in_shanghai_is_cut_there(learner, lessons):
    # given: 23:59:30 on the last day of the year
    learner.at = learner.at.replace(month=12, day=31, hour=15, minute=59, second=30)
    learner.open(lessons[0])
    # when
    learner.beat(40)
    # then
    rows = CreditInterval.objects.order_by("starts_at")
    assert [row.milliseconds for row in rows] == [30_000, 10_000]
    assert rows[0].ends_at == rows[1].starts_at == learner.at.replace(hour=16, minute=0, second=0)


def test_sweeper_ends_silent_sessions_at_their_last_beat(learner, lessons, time_machine):
    # given
    session = learner.open(lessons[0])
    learner.beat()
    # when
    for minutes, ended in ((9, None), (11, learner.at)):
        time_machine.move_to(learner.at + timedelta(minutes=minutes), tick=False)
        abandon_sessions.run()
        session.refresh_from_db()
        # then
        assert session.ended_at == ended
    assert CreditInterval.objects.get().entry is not None
    assert StudyLease.objects.get().session is None


def test_clock_set_back_credits_nothing_and_ends_the_session(learner, lessons):
    # given
    learner.open(lessons[0])
    learner.beat()
    # when / then
    with pytest.raises(SessionClosed):
        learner.beat(-3600)
    assert _credited() == 30
    assert StudySession.objects.get().ending == "clock"


def test_database_refuses_intervals_that_overlap(learner, lessons):
    # given
    session = learner.open(lessons[0])
    learner.beat()
    row = CreditInterval.objects.get()
    common = {"person": learner.person, "session": session, "lesson": lessons[1], "entry": None}
    learner.close()
    # when / then
    for start, end in ((-10, 1), (29, 40), (5, 10), (-5, 50), (0, 30)):
        with pytest.raises(DatabaseError), transaction.atomic():
            CreditInterval.objects.create(
                starts_at=row.starts_at + timedelta(seconds=start),
                ends_at=row.starts_at + timedelta(seconds=end),
                **common,
            )
    # half-open: a neighbour is no overlap
    CreditInterval.objects.create(starts_at=row.ends_at, ends_at=row.ends_at + timedelta(seconds=5), **common)
    assert CreditInterval.objects.count() == 2


def test_accepted_beat_costs_four_statements_beside_the_transaction(
    learner, lessons, django_assert_num_queries
):
    # given
    learner.open(lessons[0])
    learner.beat()
    # when / then: SAVEPOINT and RELEASE stand for BEGIN and COMMIT here
    with django_assert_num_queries(6):
        learner.beat()
