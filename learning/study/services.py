"""Open, beat, take over, close: every write of the study clock.

Each service locks the person's lease first, so the beats of one person stand one after another whatever
number of tabs and devices send them. Times are the server's, in whole seconds: a beginning is rounded up
and an end down, so credit is never more than the time that passed.
"""

import logging
import math
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from cms_pages.models import CoursePage, LessonPage
from cms_pages.queries import visible_pages
from core.clock import iso_ms, now
from core.errors import DomainError, Invalid, NotFound, Refused
from learning.enrollment.models import Enrollment
from learning.signals import lesson_completed
from learning.study import rows
from learning.study.coverage import seen_percent
from learning.study.credit import Beat, Standing, judge
from learning.study.errors import (
    BeatTooSoon,
    ClockMoved,
    OutOfSequence,
    SessionClosed,
    SessionSuperseded,
    StudyingElsewhere,
)
from learning.study.models import CreditInterval, LessonProgress, RefusedTime, StudyLease, StudySession
from learning.study.types import (
    ABANDONED_AFTER,
    CLOCK_TOLERANCE,
    COMPLETE_TENTHS,
    COVERED_PERCENT,
    INTERVAL_SECONDS,
    JITTER_SECONDS,
    TOO_LATE,
    TOO_SOON,
    Ending,
    Refusal,
)
from organization.models import Person

__all__ = ["Beat", "abandon_session", "accept_beat", "close_session", "end_study_of", "open_session"]

logger = logging.getLogger(__name__)

MAX_POSITION_MS = 24 * 3600 * 1000
Reply = dict[str, Any]


@transaction.atomic
def open_session(
    *, person: Person, lesson: LessonPage, take_over: bool = False, replaces: Any = None, device: str = ""
) -> StudySession:
    """Start a session and return it, with the nonce of its first beat.

    Raises StudyingElsewhere while another session is alive, unless `take_over` is asked for or `replaces`
    names that very session (the same tab, loaded anew): then it ends at its last accepted beat. Raises
    NotFound or Refused for a lesson that is not the person's.
    """
    found = visible_pages(person.user, LessonPage).filter(pk=lesson.pk).first() if person.user else None
    if found is None:
        raise NotFound(_("There is no such lesson."))
    course = visible_pages(person.user, CoursePage).filter(path=found.path[: -2 * CoursePage.steplen]).first()
    if course is None:
        raise NotFound(_("There is no such lesson."))
    if not Enrollment.objects.active().filter(person=person, course=course).exists():
        raise Refused(_("Enroll in the course first."))
    StudyLease.objects.get_or_create(person=person)
    lease = StudyLease.objects.select_for_update().get(person=person)
    moment = now()
    current = _session_of(lease)
    if current is not None:
        alive = moment - current.last_beat_at <= timedelta(seconds=INTERVAL_SECONDS * TOO_LATE)
        if alive and not take_over and str(current.pk) != str(replaces):
            raise StudyingElsewhere(
                _("You are studying on another page or device."), lesson_id=current.lesson_id
            )
        _end(lease, current, Ending.TAKEN_OVER if alive else Ending.ABANDONED)
    return _begin(lease, found, _first_moment(person, moment), device)


def _begin(lease: StudyLease, lesson: LessonPage, start: datetime, device: str) -> StudySession:
    progress, _created = LessonProgress.objects.get_or_create(person_id=lease.person_id, lesson=lesson)
    lease.epoch += 1
    session = StudySession.objects.create(
        person_id=lease.person_id,
        lesson=lesson,
        revision_id=lesson.live_revision_id,
        nominal_seconds=lesson.nominal_seconds,
        is_video=lesson.lesson_kind == "video",
        video_ms=lesson.video.duration_ms if lesson.video else None,
        device=device[:20],
        interval_seconds=_next_interval(),
        epoch=lease.epoch,
        started_at=start,
        last_beat_at=start,
        last_active_at=start,
        last_position_ms=progress.position_ms,
        progress=progress,
    )
    lease.session = session
    lease.save(update_fields=["session", "epoch"])
    return session


def _first_moment(person: Person, moment: datetime) -> datetime:
    """Return the first moment that may be credited: none that has been credited before."""
    start = datetime.fromtimestamp(math.ceil(moment.timestamp()), UTC)
    newest = CreditInterval.objects.filter(person=person).order_by("-starts_at").first()
    if newest is None or newest.ends_at <= start:
        return start
    if newest.ends_at - start > CLOCK_TOLERANCE:
        logger.error("study.clock_moved_back", extra={"person": person.pk})
        raise ClockMoved(_("The server's clock was set back; study time cannot be counted yet."))
    return newest.ends_at


def accept_beat(*, person: Person, session_id: Any, beat: Beat) -> Reply:
    """Credit the time since the last accepted beat, as far as the rules allow; return the reply.

    Accepted is a beat of the session that holds the lease, with the next number and the nonce of the last
    reply. The same beat again gets the stored reply and credits nothing. The caller must be outside a
    transaction: the reply is sent after the commit, and what a refused beat leaves behind stays.
    """
    _check(beat)
    with transaction.atomic():
        outcome = _take(person, session_id, beat)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _take(person: Person, session_id: Any, beat: Beat) -> Reply | DomainError:
    lease = (
        StudyLease.objects.select_for_update(of=("self",))
        .filter(person=person)
        .select_related("session__progress", "session__open_interval", "session__open_refusal")
        .annotate(lesson_live=F("session__lesson__live"), lesson_expires=F("session__lesson__expire_at"))
        .first()
    )
    session = lease.session if lease else None
    if lease is None or session is None or str(session.pk) != str(session_id):
        return _answer_stray(person, session_id)
    moment, digest = now(), beat.digest()
    if beat.seq == session.seq and constant_time_compare(digest, session.last_body):
        return _reply(session, moment)
    if beat.seq != session.seq + 1 or not constant_time_compare(beat.nonce, session.nonce):
        error = OutOfSequence(_("This beat does not follow the last one."), expected=session.seq + 1)
        return _count_fault(session, error)
    if not lease.lesson_live or (lease.lesson_expires and lease.lesson_expires <= moment):
        _end(lease, session, Ending.WITHDRAWN)
        return SessionClosed(_("This lesson is no longer published."))
    until = moment.replace(microsecond=0)
    if until < session.last_beat_at - CLOCK_TOLERANCE:
        logger.error("study.clock_moved_back", extra={"session": str(session.pk)})
        _end(lease, session, Ending.CLOCK)
        return SessionClosed(_("This session has ended. Reload the page to go on."))
    if until - session.last_beat_at < timedelta(seconds=session.interval_seconds * TOO_SOON):
        return _count_fault(session, BeatTooSoon(_("Too early: time is counted by the server's clock.")))
    return _apply(session, beat, digest, until, moment)


def _apply(session: StudySession, beat: Beat, digest: str, until: datetime, moment: datetime) -> Reply:
    progress = session.progress
    assert progress is not None  # noqa: S101 - given to every session when it begins
    room_ms = session.nominal_seconds * 1000 - progress.credited_ms
    judgement = judge(
        Standing(
            since=session.last_beat_at,
            active_at=session.last_active_at,
            interval_seconds=session.interval_seconds,
            room_seconds=max(0, room_ms // 1000),
            is_video=session.is_video,
            video_ms=session.length_ms,
            position_ms=session.last_position_ms,
            coverage=progress.coverage,
        ),
        beat,
        until,
    )
    for piece in judgement.pieces:
        rows.lay(session, piece)
    credited_ms = judgement.credited_seconds * 1000
    progress.credited_ms += credited_ms
    progress.coverage, progress.position_ms, progress.updated_at = (
        judgement.coverage,
        beat.position_ms,
        moment,
    )
    newly = progress.completed_at is None and _is_enough(session, progress)
    if newly:
        progress.completed_at = moment
    progress.save()
    session.credited_ms += credited_ms
    session.seq, session.last_body = beat.seq, digest
    session.last_beat_at, session.last_active_at = until, judgement.active_at
    session.last_position_ms = beat.position_ms
    session.interval_seconds = _next_interval()
    session.last_reply = _figures(session, progress) | {
        "credited_now_ms": credited_ms,
        "reason": judgement.pieces[-1].reason if judgement.pieces else "",
    }
    session.save()
    if newly:
        lesson_completed.send(person_id=session.person_id, lesson_id=session.lesson_id)
    return _reply(session, moment)


def _figures(session: StudySession, progress: LessonProgress) -> Reply:
    return {
        "seq": session.seq,
        "next_in_seconds": session.interval_seconds,
        "session_ms": session.credited_ms,
        "lesson_ms": progress.credited_ms,
        "nominal_ms": session.nominal_seconds * 1000,
        "covered_percent": seen_percent(progress.coverage, session.length_ms) if session.is_video else None,
        "completed": progress.completed_at is not None,
    }


def _reply(session: StudySession, moment: datetime) -> Reply:
    return session.last_reply | {"nonce": session.nonce, "server_time": iso_ms(moment)}


def _is_enough(session: StudySession, progress: LessonProgress) -> bool:
    if progress.credited_ms * 10 < session.nominal_seconds * 1000 * COMPLETE_TENTHS:
        return False
    return not session.is_video or seen_percent(progress.coverage, session.length_ms) >= COVERED_PERCENT


@transaction.atomic
def close_session(*, person: Person, session_id: Any) -> StudySession:
    """End a session at its last accepted beat; repeating it changes nothing."""
    lease = StudyLease.objects.select_for_update().filter(person=person).first()
    session = StudySession.objects.filter(pk=session_id, person=person).first()
    if lease is None or session is None:
        raise NotFound(_("There is no such study session."))
    if session.ended_at is None:
        _end(lease, session, Ending.CLOSED)
    return session


@transaction.atomic
def abandon_session(*, session_id: Any) -> bool:
    """End a session that has shown no sign of life; return whether it was still open."""
    owner = StudySession.objects.filter(pk=session_id).values("person")
    lease = StudyLease.objects.select_for_update().filter(person__in=owner).first()
    session = StudySession.objects.filter(pk=session_id).first()
    if lease is None or session is None or session.ended_at is not None:
        return False
    if now() - session.last_beat_at < ABANDONED_AFTER:
        return False
    _end(lease, session, Ending.ABANDONED)
    return True


@transaction.atomic
def end_study_of(*, person: Person, course: CoursePage) -> None:
    """End the person's session in a course that the person leaves."""
    lease = StudyLease.objects.select_for_update().filter(person=person).first()
    session = _session_of(lease) if lease else None
    if lease is not None and session is not None and session.lesson.path.startswith(course.path):
        _end(lease, session, Ending.WITHDRAWN)


def _session_of(lease: StudyLease) -> StudySession | None:
    if lease.session_id is None:
        return None
    return StudySession.objects.select_related("lesson").get(pk=lease.session_id)


def _end(lease: StudyLease, session: StudySession, ending: Ending) -> None:
    rows.close_open(session)
    session.ended_at, session.ending = session.last_beat_at, ending
    session.save(update_fields=["ended_at", "ending", "open_interval", "open_refusal"])
    lease.session = None
    lease.save(update_fields=["session"])


def _answer_stray(person: Person, session_id: Any) -> DomainError:
    """Answer a beat of a session without the lease; the first one's time is kept with its reason."""
    session = StudySession.objects.filter(pk=session_id, person=person).first()
    if session is None:
        return NotFound(_("There is no such study session."))
    if session.ending != Ending.TAKEN_OVER:
        return _count_fault(session, SessionClosed(_("This session has ended. Reload the page to go on.")))
    until = now().replace(microsecond=0)
    told = session.refused.filter(reason=Refusal.ELSEWHERE).exists()
    if not told and until > session.last_beat_at:
        row = RefusedTime.objects.create(
            session=session, starts_at=session.last_beat_at, ends_at=until, reason=Refusal.ELSEWHERE
        )
        rows.close(row, session)
    return _count_fault(
        session, SessionSuperseded(_("Studying goes on on another device; time does not count here."))
    )


def _count_fault(session: StudySession, error: DomainError) -> DomainError:
    StudySession.objects.filter(pk=session.pk).update(faults=F("faults") + 1)
    return error


def _check(beat: Beat) -> None:
    whole = (beat.seq, beat.position_ms, beat.played_from_ms or 0)
    if any(isinstance(value, bool) or not isinstance(value, int) or value < 0 for value in whole):
        raise Invalid(_("The beat is not well formed."))
    if beat.seq > 2**31 - 1 or max(whole[1:]) > MAX_POSITION_MS:
        raise Invalid(_("The beat is not well formed."))


def _next_interval() -> int:
    return INTERVAL_SECONDS - JITTER_SECONDS + secrets.randbelow(2 * JITTER_SECONDS + 1)
