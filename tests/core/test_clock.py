"""The clock can be held still for a block, and only for that block."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock


def test_the_clock_stands_still_within_a_block_only() -> None:
    # given
    before = datetime.now(UTC)

    # when
    with clock.frozen_at(datetime(2026, 10, 1, 1, 30, tzinfo=clock.SHANGHAI)):
        held, day = clock.now(), clock.today()
        with clock.frozen_at(held + timedelta(hours=1)):
            inner = clock.now()

    # then
    assert held == datetime(2026, 9, 30, 17, 30, tzinfo=UTC)
    assert day == date(2026, 10, 1)
    assert inner - held == timedelta(hours=1)
    assert before <= clock.now() <= datetime.now(UTC)


def test_refuses_a_moment_without_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.frozen_at(datetime(2026, 10, 1)):  # noqa: DTZ001
        pytest.fail("the block ran")
