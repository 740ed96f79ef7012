"""Times, hours and names as people read them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from portal import wording

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


def test_a_moment_is_written_in_shanghai() -> None:
    # given
    late = datetime(2026, 11, 22, 16, 30, 8, tzinfo=UTC)

    # when
    written = (
        wording.moment_text(late),
        wording.exact_moment_text(late),
        wording.day_text(late),
        wording.month_day_text(late),
    )

    # then
    assert written == ("2026-11-23 00:30", "2026-11-23 00:30:08", "2026-11-23", "11-23")


def test_a_day_stays_the_day_and_nothing_stays_nothing() -> None:
    # given / when / then
    assert wording.day_text(date(2026, 1, 2)) == "2026-01-02"
    assert wording.moment_text(None) == ""
    assert wording.day_text(None) == ""


@pytest.mark.parametrize(
    "name,masked",
    [("周望舒", "周*舒"), ("李明", "李*"), ("买买提江", "买*江"), ("王", "王*"), ("", ""), (None, "")],
)
def test_a_masked_name_shows_its_ends_only(name: str | None, masked: str) -> None:
    # given / when / then
    assert wording.masked_name(name) == masked


@pytest.mark.parametrize(
    "seconds,written",
    [(0, "0.00"), (1518, "0.56"), (2700, "1.00"), (2699, "0.99"), (49950, "18.50"), (None, "0.00")],
)
def test_study_hours_are_of_45_minutes_and_never_rounded_up(seconds: int | None, written: str) -> None:
    # given / when / then
    assert wording.study_hours(seconds) == written


@pytest.mark.parametrize(
    "seconds,written", [(636, "10:36"), (9, "00:09"), (3849, "1:04:09"), (None, "00:00")]
)
def test_a_clock_shows_hours_only_from_an_hour_on(seconds: int | None, written: str) -> None:
    # given / when / then
    assert wording.clock_text(seconds) == written


@pytest.mark.parametrize("seconds,written", [(1518, "25 分 18 秒"), (48, "48 秒"), (7440, "2 小时 4 分")])
def test_a_duration_is_written_in_chinese(seconds: int, written: str) -> None:
    # given / when
    with translation.override("zh-hans"):
        text = wording.duration_text(seconds)

    # then
    assert text == written


@pytest.mark.parametrize(
    "due,text,tone",
    [
        (NOON - timedelta(days=2), "逾期 2 天", "bad"),
        (NOON - timedelta(hours=1), "今天 11:00 已逾期", "bad"),
        (NOON + timedelta(hours=6), "今天 18:00 到期", "warn"),
        (NOON + timedelta(days=3), "还有 3 天", "warn"),
        (NOON + timedelta(days=9), "还有 9 天", "plain"),
        (None, "无截止日期", "plain"),
    ],
)
def test_a_due_time_says_how_far_it_is(due: datetime | None, text: str, tone: str) -> None:
    # given / when
    with time_machine.travel(NOON, tick=False), translation.override("zh-hans"):
        told = wording.due_text(due), wording.due_tone(due)

    # then
    assert told == (text, tone)
