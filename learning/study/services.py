"""Open, beat, take over, close: every write of the study clock.

Each service locks the person's lease first, so the beats of one person stand one after another whatever
number of tabs and devices send them. Times are the server's; see the rules at each function.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms_pages.models import LessonPage
from cms_pages.queries import visible_pages
from core.clock import iso_ms, now
from core.errors import Invalid, NotFound, Refused
from evidence.services import append
from learning.enrollment.models import Enrollment
from learning.signals import lesson_completed
from learning.study.coverage import mark_seen, seen_share
from learning.study.errors import (
    BeatTooSoon,
    OutOfSequence,
    SessionClosed,
    SessionSuperseded,
    StudyingElsewhere,
)
from learning.study.models import CreditInterval, LessonProgress, RefusedTime, StudyLease, StudySession
from learning.study.types import Ending, Refusal
from organization.models import Person

INTERVAL = timedelta(seconds=30)
JITTER_SECONDS = 3
MOST_CREDIT = 1.5
"""A beat credits at most this many intervals."""
TOO_SOON = 0.5
TOO_LATE = 3
CLOSE_INTERVAL_AFTER = timedelta(minutes=10)
IDLE_VIDEO = timedelta(minutes=10)
IDLE_TEXT = timedelta(minutes=3)
ALLOWED_SPEED = 1.0
POSITION_SLACK_MS = 2000
COMPLETE_AT = 0.9
COVERED_AT = 0.95
ABANDONED_AFTER = timedelta(minutes=5)
MAX_POSITION_MS = 24 * 3600 * 1000


@dataclass(frozen=True)
class Beat:
    """What a browser says: its number, the nonce it was given, where the video is, and two yes/no bits."""

    seq: int
    nonce: str
    position_ms: int
    visible: bool
    active: bool

    def digest(self) -> str:
        """Return the digest by which a repetition is known."""
        text = json.dumps([self.seq, self.nonce, self.position_ms, self.visible, self.active])
        return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def open_session(*, person: Person, lesson: LessonPage, take_over: bool = False) -> StudySession:
    """Start a session and return it with its first nonce.

    Raises StudyingElsewhere while another session is alive, unless `take_over` is asked for: then that
    one ends at its last accepted beat. Raises NotFound or Refused for a lesson that is not the person's.
    """
    if person.user is None or not visible_pages(person.user, LessonPage).filter(pk=lesson.pk).exists():
        raise NotFound(_("There is no such lesson."))
    course_id = _course_of(lesson)
    if not Enrollment.objects.filter(person=person, course_id=course_id).exists():
        raise Refused(_("Enroll in the course first."))
    StudyLease.objects.get_or_create(person=person)
    lease = StudyLease.objects.select_for_update().get(person=person)
    moment = now()
    current = StudySession.objects.filter(pk=lease.session_id).first() if lease.session_id else None
    if current is not None and current.ended_at is None:
        alive = moment - current.last_beat_at < INTERVAL * TOO_LATE
        if alive and not take_over:
            raise StudyingElsewhere(
                _("You are studying on another page or device."), lesson_id=current.lesson_id
            )
        _end(current, Ending.TAKEN_OVER if alive else Ending.ABANDONED)
    lease.epoch += 1
    session = StudySession.objects.create(
        person=person,
        lesson=lesson,
        revision_id=lesson.live_revision_id,
        nominal_seconds=lesson.nominal_seconds,
        is_video=lesson.lesson_kind == "video",
        interval_seconds=_next_interval(),
        epoch=lease.epoch,
        started_at=moment,
        last_beat_at=moment,
        last_active_at=moment,
        nonce=secrets.token_hex(8),
    )
    lease.session = session
    lease.save(update_fields=["session", "epoch"])
    return session


def accept_beat(*, person: Person, session_id: Any, beat: Beat) -> dict[str, Any]:
    """Credit the time since the last accepted beat, as far as the rules allow; return the reply.

    Accepted is a beat of the session that holds the lease, with the next number and the nonce of the last
    reply. The same beat again gets the stored reply and credits nothing. The caller must be outside a
    transaction: the reply is sent after the commit.
    """
    _check(beat)
    with transaction.atomic():
        session = _lock(person, session_id)
        moment = now()
        digest = beat.digest()
        if beat.seq == session.seq and session.seq and digest == session.last_body:
            return session.last_reply | {"server_time": iso_ms(moment)}
        if session.ended_at is not None:
            if session.ending == Ending.TAKEN_OVER:
                raise SessionSuperseded(_("Studying goes on on another device; time does not count here."))
            raise SessionClosed(_("This session has ended. Reload the page to go on."))
        if beat.seq != session.seq + 1 or beat.nonce != session.nonce:
            raise OutOfSequence(_("This beat does not follow the last one."), expected=session.seq + 1)
        elapsed = moment - session.last_beat_at
        interval = timedelta(seconds=session.interval_seconds)
        if elapsed < interval * TOO_SOON:
            raise BeatTooSoon(_("Too early: time is counted by the server's clock."))
        return _apply(session, beat, digest, moment, elapsed, interval)


def _apply(
    session: StudySession, beat: Beat, digest: str, moment: datetime, elapsed: timedelta, interval: timedelta
) -> dict[str, Any]:
    progress = _progress(session)
    if beat.active:
        session.last_active_at = moment
    refusal = _refusal(session, beat, moment, elapsed, interval)
    since = session.last_beat_at
    credited_until = since
    if refusal is None:
        room = timedelta(milliseconds=max(0, session.nominal_seconds * 1000 - progress.credited_ms))
        credit = min(elapsed, interval * MOST_CREDIT, room)
        credited_until = since + credit
        refusal = Refusal.FULL if credit == room and credit < elapsed else Refusal.CAPPED
        if session.is_video:
            progress.coverage = mark_seen(
                progress.coverage, _seen_from(session, beat, credit), beat.position_ms
            )
    if credited_until > since:
        _extend(session, since, credited_until)
        milliseconds = int((credited_until - since).total_seconds() * 1000)
        progress.credited_ms += milliseconds
        session.credited_ms += milliseconds
    if credited_until < moment:
        _note_refused(session, credited_until, moment, refusal)
    progress.position_ms = beat.position_ms
    _settle_progress(session, progress, moment)
    session.last_beat_at = moment
    session.last_position_ms = beat.position_ms
    session.seq = beat.seq
    session.nonce = secrets.token_hex(8)
    session.interval_seconds = _next_interval()
    session.last_body = digest
    session.last_reply = {
        "seq": session.seq,
        "nonce": session.nonce,
        "next_in_seconds": session.interval_seconds,
        "credited_now_ms": int((credited_until - since).total_seconds() * 1000),
        "session_ms": session.credited_ms,
        "lesson_ms": progress.credited_ms,
        "nominal_ms": session.nominal_seconds * 1000,
        "completed": progress.completed_at is not None,
        "reason": str(refusal) if credited_until == since else "",
    }
    session.save()
    return session.last_reply | {"server_time": iso_ms(moment)}


def _refusal(
    session: StudySession, beat: Beat, moment: datetime, elapsed: timedelta, interval: timedelta
) -> Refusal | None:
    if elapsed > interval * TOO_LATE:
        return Refusal.GAP
    if not beat.visible:
        return Refusal.HIDDEN
    if moment - session.last_active_at > (IDLE_VIDEO if session.is_video else IDLE_TEXT):
        return Refusal.IDLE
    if session.is_video:
        advance = beat.position_ms - session.last_position_ms
        if advance == 0:
            return Refusal.PAUSED
        if advance > elapsed.total_seconds() * 1000 * ALLOWED_SPEED + POSITION_SLACK_MS:
            return Refusal.POSITION
    return None


def _seen_from(session: StudySession, beat: Beat, credit: timedelta) -> int:
    """Return where the seen stretch began: it ends at the position and is no longer than the credit."""
    longest = int(credit.total_seconds() * 1000 * ALLOWED_SPEED) + POSITION_SLACK_MS
    if session.last_position_ms <= beat.position_ms:
        return max(session.last_position_ms, beat.position_ms - longest)
    return max(0, beat.position_ms - longest)


def _extend(session: StudySession, since: datetime, until: datetime) -> None:
    current = CreditInterval.objects.filter(session=session, entry=None).first()
    if current is not None and current.ends_at == since and until - current.starts_at <= CLOSE_INTERVAL_AFTER:
        current.ends_at = until
        current.beats += 1
        current.save(update_fields=["ends_at", "beats"])
        return
    if current is not None:
        _close_interval(current)
    CreditInterval.objects.create(
        person_id=session.person_id,
        session=session,
        lesson_id=session.lesson_id,
        starts_at=since,
        ends_at=until,
    )


def _close_interval(interval: CreditInterval) -> None:
    """Seal an interval: from here on it never changes, and its evidence stands beside it."""
    interval.entry = append(
        kind="study.interval",
        facts={
            "interval": interval.pk,
            "session": str(interval.session_id),
            "lesson": interval.lesson_id,
            "starts_at": interval.starts_at,
            "ends_at": interval.ends_at,
            "milliseconds": interval.milliseconds,
            "beats": interval.beats,
        },
        personal={"person": str(interval.person_id)},
        by_id=None,
    )
    interval.save(update_fields=["entry"])


def _note_refused(session: StudySession, since: datetime, until: datetime, reason: Refusal) -> None:
    merged = RefusedTime.objects.filter(session=session, ends_at=since, reason=reason).update(ends_at=until)
    if not merged:
        RefusedTime.objects.create(session=session, starts_at=since, ends_at=until, reason=reason)


def _progress(session: StudySession) -> LessonProgress:
    found = LessonProgress.objects.filter(person_id=session.person_id, lesson_id=session.lesson_id).first()
    return found or LessonProgress(person_id=session.person_id, lesson_id=session.lesson_id)


def _settle_progress(session: StudySession, progress: LessonProgress, moment: datetime) -> None:
    enough = progress.credited_ms >= session.nominal_seconds * 1000 * COMPLETE_AT
    if session.is_video:
        enough = enough and seen_share(progress.coverage, session.nominal_seconds * 1000) >= COVERED_AT
    progress.updated_at = moment
    newly = enough and progress.completed_at is None
    if newly:
        progress.completed_at = moment
    progress.save()
    if newly:
        lesson_completed.send(person_id=session.person_id, lesson_id=session.lesson_id)


@transaction.atomic
def close_session(*, person: Person, session_id: Any) -> StudySession:
    """End a session at its last accepted beat; repeating it changes nothing."""
    session = _lock(person, session_id)
    if session.ended_at is None:
        _end(session, Ending.CLOSED)
    return session


@transaction.atomic
def abandon_session(*, session_id: Any) -> bool:
    """End a session that has shown no sign of life; return whether it was still open."""
    session = StudySession.objects.filter(pk=session_id).first()
    if session is None:
        return False
    session = _lock(session.person, session_id)
    if session.ended_at is not None or now() - session.last_beat_at < ABANDONED_AFTER:
        return False
    _end(session, Ending.ABANDONED)
    return True


def _end(session: StudySession, ending: Ending) -> None:
    current = CreditInterval.objects.filter(session=session, entry=None).first()
    if current is not None:
        _close_interval(current)
    session.ended_at = session.last_beat_at
    session.ending = ending
    session.save(update_fields=["ended_at", "ending"])


def _lock(person: Person, session_id: Any) -> StudySession:
    """Lock the person's lease and return the session; somebody else's session does not exist."""
    lease = StudyLease.objects.select_for_update(of=("self",)).filter(person=person).first()
    session = StudySession.objects.filter(pk=session_id, person=person).first() if lease else None
    if session is None:
        raise NotFound(_("There is no such study session."))
    return session


def _check(beat: Beat) -> None:
    whole = (beat.seq, beat.position_ms)
    if any(isinstance(value, bool) or not isinstance(value, int) or value < 0 for value in whole):
        raise Invalid(_("The beat is not well formed."))
    if beat.seq > 2**31 - 1 or beat.position_ms > MAX_POSITION_MS:
        raise Invalid(_("The beat is not well formed."))


def _next_interval() -> int:
    return int(INTERVAL.total_seconds()) - JITTER_SECONDS + secrets.randbelow(2 * JITTER_SECONDS + 1)


def _course_of(lesson: LessonPage) -> int:
    return lesson.get_parent().get_parent().pk
