"""The plan of the study history is the same each time, lies in the past and overlaps nowhere."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from demo import plan
from demo.past import moment_of, workday

TODAYS = [date(2026, 11, 23) + timedelta(days=days) for days in range(7)]


@pytest.mark.parametrize("today", TODAYS)
def test_every_sitting_and_exam_lies_on_a_past_workday_of_four_weeks(today: date) -> None:
    # when
    sittings, exams = plan.draw(today)

    # then
    days = {sitting.day for sitting in sittings} | {exam.day for exam in exams}
    assert min(days) >= today - timedelta(days=plan.DAYS)
    assert max(days) < today
    assert [day for day in days if workday(day) != day] == []


@pytest.mark.parametrize("today", TODAYS)
def test_no_person_sits_twice_at_once(today: date) -> None:
    # given
    sittings, exams = plan.draw(today)
    moments = defaultdict(list)
    for event in [*sittings, *exams]:
        moments[event.username].append(moment_of(event.day, event.minutes))

    # when
    gaps = [
        later - earlier
        for times in moments.values()
        for earlier, later in zip(sorted(times), sorted(times)[1:], strict=False)
    ]

    # then
    assert min(gaps) > timedelta(minutes=30)


def test_the_same_day_gives_the_same_plan_and_the_buttons_people_are_in_it() -> None:
    # when
    sittings, exams = plan.draw(TODAYS[0])

    # then
    assert plan.draw(TODAYS[0]) == (sittings, exams)
    assert len({sitting.username for sitting in sittings}) == plan.LEARNERS + len(plan.FIXED)
    assert [sitting.username for sitting in sittings if sitting.changes_device] == ["zhou.wangshu"]
    assert {"zhou.wangshu", "shi.wangyue"} <= {exam.username for exam in exams}


def test_an_exam_comes_after_the_last_lesson_of_its_course() -> None:
    # given
    sittings, exams = plan.draw(TODAYS[0])

    # then
    for exam in exams:
        days = [s.day for s in sittings if (s.username, s.course) == (exam.username, exam.course)]
        assert len(days) == 5
        assert max(days) < exam.day
