"""What a beat is worth: a pure function of the session as it stands, the beat, and the server's moment."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from core.clock import SHANGHAI, local
from learning.study.coverage import furthest_ms, mark_seen
from learning.study.types import (
    IDLE_TEXT,
    IDLE_VIDEO,
    MOST_CREDIT,
    POSITION_SLACK_MS,
    TOO_LATE,
    Refusal,
)


@dataclass(frozen=True)
class Beat:
    """What a browser says: its number, the nonce it was given, where the video is, and two yes/no bits.

    `played_from_ms` is where the play that reached `position_ms` began; None when it simply went on from the
    last beat's position. Nothing here is a time or a figure that could be credited.
    """

    seq: int
    nonce: str
    position_ms: int
    visible: bool
    active: bool
    played_from_ms: int | None = None

    def digest(self) -> str:
        """Return the digest by which a repetition is known."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """What a beat is judged by; up to `since` everything has been credited or refused."""

    since: datetime
    active_at: datetime
    interval_seconds: int
    room_seconds: int
    """What the lesson may still credit."""
    is_video: bool
    video_ms: int
    position_ms: int
    coverage: str

    def played_from(self, beat: Beat) -> int:
        """Return where the play began that led to the beat's position."""
        return self.position_ms if beat.played_from_ms is None else beat.played_from_ms


@dataclass(frozen=True)
class Piece:
    """A half-open stretch of server time; `reason` is empty for one that is credited."""

    starts_at: datetime
    ends_at: datetime
    reason: str

    @property
    def seconds(self) -> int:
        """Return the length in whole seconds."""
        return round((self.ends_at - self.starts_at).total_seconds())


@dataclass(frozen=True)
class Judgement:
    """The pieces into which the time since the last beat falls, in order, and the video's new coverage."""

    pieces: tuple[Piece, ...]
    coverage: str
    active_at: datetime

    @property
    def credited_seconds(self) -> int:
        """Return the seconds that count."""
        return sum(piece.seconds for piece in self.pieces if not piece.reason)


def judge(standing: Standing, beat: Beat, until: datetime) -> Judgement:
    """Divide [since, until), both whole seconds and in this order, into what counts and what does not."""
    elapsed = round((until - standing.since).total_seconds())
    active_at = until if beat.active else standing.active_at
    refusal = _refusal(standing, beat, elapsed, until - active_at)
    if refusal:
        return Judgement(_pieces(standing.since, [(elapsed, refusal)]), standing.coverage, active_at)
    coverage, played = standing.coverage, elapsed
    if standing.is_video:
        start = standing.played_from(beat)
        played = min(elapsed, (beat.position_ms - start + POSITION_SLACK_MS) // 1000)
        coverage = mark_seen(coverage, start, min(beat.position_ms, standing.video_ms))
    timely = min(played, int(standing.interval_seconds * MOST_CREDIT))
    credited = min(timely, standing.room_seconds)
    parts = [
        (credited, ""),
        (timely - credited, Refusal.FULL.value),
        (played - timely, Refusal.CAPPED.value),
        (elapsed - played, Refusal.PAUSED.value),
    ]
    return Judgement(_pieces(standing.since, parts), coverage, active_at)


def _refusal(standing: Standing, beat: Beat, elapsed: int, idle: timedelta) -> str:
    if elapsed > standing.interval_seconds * TOO_LATE:
        return Refusal.GAP.value
    if not beat.visible:
        return Refusal.HIDDEN.value
    if idle > (IDLE_VIDEO if standing.is_video else IDLE_TEXT):
        return Refusal.IDLE.value
    if not standing.is_video:
        return ""
    start = standing.played_from(beat)
    if start >= beat.position_ms:
        return Refusal.PAUSED.value
    too_fast = beat.position_ms - start > elapsed * 1000 + POSITION_SLACK_MS
    skipped = start > furthest_ms(standing.coverage) + POSITION_SLACK_MS
    return Refusal.POSITION.value if too_fast or skipped else ""


def _pieces(start: datetime, parts: Iterable[tuple[int, str]]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for seconds, reason in parts:
        if seconds > 0:
            end = start + timedelta(seconds=seconds)
            found += [Piece(begin, finish, reason) for begin, finish in _by_day(start, end)]
            start = end
    return tuple(found)


def _by_day(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut a stretch at midnight in Shanghai, so that a day, a month and a year are sums of whole rows."""
    while True:
        following = local(start).date() + timedelta(days=1)
        midnight = datetime.combine(following, time.min, SHANGHAI).astimezone(start.tzinfo)
        if midnight >= end:
            yield start, end
            return
        yield start, midnight
        start = midnight
