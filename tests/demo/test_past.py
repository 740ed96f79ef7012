"""The past that the demo builds stands still where it is put."""

from datetime import UTC, date, datetime

from django.utils import timezone

from core import clock
from demo.past import moment_of, standing_at, workday


def test_the_program_and_django_see_the_same_past_moment(db: None) -> None:
    # given
    moment = moment_of(date(2026, 10, 9), minutes=210)

    # when
    with standing_at(moment):
        seen = (clock.now(), timezone.now(), clock.today())  # noqa: TID251 - what Django calls

    # then
    noon = datetime(2026, 10, 9, 4, 0, tzinfo=UTC)
    assert seen == (noon, noon, date(2026, 10, 9))
    assert timezone.now() > moment  # noqa: TID251


def test_a_weekend_becomes_the_friday_before() -> None:
    # given / when
    days = [workday(date(2026, 11, day)) for day in (20, 21, 22, 23)]

    # then
    assert days == [date(2026, 11, 20)] * 3 + [date(2026, 11, 23)]
