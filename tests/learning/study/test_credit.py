"""What a beat is worth, as a pure function: text, video, and every border."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import local
from learning.study.coverage import furthest_ms, mark_seen, seen_percent
from learning.study.credit import Beat, Standing, judge

SINCE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def _standing(**more):
    values = {
        "since": SINCE,
        "active_at": SINCE,
        "interval_seconds": 30,
        "room_seconds": 600,
        "is_video": False,
        "video_ms": 600_000,
        "position_ms": 0,
        "coverage": "",
    }
    return Standing(**values | more)


def _beat(**more):
    return Beat(**{"seq": 1, "nonce": "", "position_ms": 0, "visible": True, "active": True} | more)


def _judge(standing, beat, seconds=30):
    judgement = judge(standing, beat, standing.since + timedelta(seconds=seconds))
    return {piece.reason: piece.seconds for piece in judgement.pieces}, judgement


@pytest.mark.parametrize(
    "seconds, worth",
    [
        (30, {"": 30}),
        (45, {"": 45}),
        (46, {"": 45, "capped": 1}),
        (90, {"": 45, "capped": 45}),
        (91, {"gap": 91}),
        (28_800, {"gap": 28_800}),
    ],
)
def test_worth_of_a_silence(seconds, worth):
    assert _judge(_standing(), _beat(), seconds)[0] == worth


@pytest.mark.parametrize("room, worth", [(30, {"": 30}), (29, {"": 29, "full": 1}), (0, {"full": 30})])
def test_room_of_the_lesson_bounds_the_credit(room, worth):
    assert _judge(_standing(room_seconds=room), _beat())[0] == worth


@pytest.mark.parametrize(
    "is_video, idle, worth",
    [(False, 180, ""), (False, 181, "idle"), (True, 600, ""), (True, 601, "idle")],
)
def test_idle_time_is_long_for_a_video_and_short_for_a_text(is_video, idle, worth):
    standing = _standing(is_video=is_video, active_at=SINCE + timedelta(seconds=30 - idle))
    found, _judgement = _judge(standing, _beat(active=False, position_ms=30_000))
    assert list(found) == [worth]


@pytest.mark.parametrize(
    "start, position, played_from, worth, percent",
    [
        (0, 30_000, None, {"": 30}, 5),  # played through
        (0, 0, None, {"paused": 30}, 0),
        (0, 10_000, None, {"": 12, "paused": 18}, 1),  # paused after ten seconds
        (0, 32_000, None, {"": 30}, 5),  # within the slack
        (0, 32_001, None, {"position": 30}, 0),  # faster than real time
        (0, 480_000, None, {"position": 30}, 0),  # sixteen times as fast
        (0, 70_000, 40_000, {"position": 30}, 0),  # jumped ahead, then played
        (0, 600_000, 570_000, {"position": 30}, 0),  # to the end
        (60_000, 30_000, 0, {"": 30}, 5),  # back to the beginning, then played
        (60_000, 30_000, None, {"paused": 30}, 0),  # moved back, nothing played
    ],
)
def test_video_counts_what_was_played_in_its_time(start, position, played_from, worth, percent):
    standing = _standing(is_video=True, position_ms=start)
    found, judgement = _judge(standing, _beat(position_ms=position, played_from_ms=played_from))
    assert found == worth
    assert seen_percent(judgement.coverage, 600_000) == percent


def test_video_watched_through_in_beats_is_covered_without_holes():
    coverage, position = "", 0
    for seconds in [31, 27, 33, 30, 29] * 4:
        standing = _standing(is_video=True, position_ms=position, coverage=coverage)
        position += seconds * 1000
        _found, judgement = _judge(standing, _beat(position_ms=position), seconds)
        coverage = judgement.coverage
    assert seen_percent(coverage, 600_000) == 100


def test_coverage_goes_on_when_the_time_of_the_lesson_is_reached():
    standing = _standing(is_video=True, room_seconds=0)
    found, judgement = _judge(standing, _beat(position_ms=30_000))
    assert found == {"full": 30}
    assert furthest_ms(judgement.coverage) == 30_000


@given(
    elapsed=st.integers(0, 200_000),
    room=st.integers(0, 700),
    interval=st.integers(27, 33),
    offset=st.integers(0, 86_400),
    visible=st.booleans(),
    active=st.booleans(),
    is_video=st.booleans(),
    position=st.integers(0, 10**6),
    start=st.none() | st.integers(0, 10**6),
)
def test_pieces_fill_the_time_exactly(
    elapsed, room, interval, offset, visible, active, is_video, position, start
):
    # given
    since = SINCE + timedelta(seconds=offset)
    standing = _standing(
        since=since, active_at=since, room_seconds=room, interval_seconds=interval, is_video=is_video
    )
    beat = _beat(visible=visible, active=active, position_ms=position, played_from_ms=start)
    # when
    judgement = judge(standing, beat, since + timedelta(seconds=elapsed))
    # then
    at = since
    for piece in judgement.pieces:
        assert piece.starts_at == at < piece.ends_at
        assert local(piece.starts_at).date() == local(piece.ends_at - timedelta(seconds=1)).date()
        at = piece.ends_at
    assert at == since + timedelta(seconds=elapsed)
    assert judgement.credited_seconds <= min(elapsed, room, interval * 1.5)
    if not visible:
        assert judgement.credited_seconds == 0


@given(st.lists(st.tuples(st.integers(0, 300_000), st.integers(0, 40_000)), max_size=12))
def test_coverage_only_grows_and_never_beyond_what_was_played(stretches):
    coverage, before, played = "", 0, 0
    for start, length in stretches:
        coverage = mark_seen(coverage, start, start + length)
        percent = seen_percent(coverage, 400_000)
        played += length
        assert percent >= before
        assert percent * 4000 <= played + 2500 * len(stretches) * 2
        before = percent
