"""The API of the study clock. No endpoint takes progress, completion, credit or a person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict, StrictBool, StrictInt

from accounts.activity import mark_as_background
from accounts.http import require_scope
from cms_pages.models import LessonPage
from cms_pages.queries import visible_pages
from core.audit import describe, kept_by
from core.clock import now
from core.errors import NotFound
from learning.people import require_person
from learning.study import queries, services
from learning.study.models import StudySession

router = Router(tags=["study"])


class OpenIn(Schema):
    """Which lesson; `take_over` ends the session elsewhere, `replaces` names the one of this tab."""

    model_config = ConfigDict(extra="forbid")
    lesson_id: int
    take_over: bool = False
    replaces: UUID | None = None


class SessionOut(Schema):
    """A session: its first nonce, when the next beat is due, and what the lesson has so far."""

    id: UUID
    lesson_id: int
    seq: int
    nonce: str
    next_in_seconds: int
    session_ms: int
    lesson_ms: int
    nominal_ms: int
    position_ms: int
    covered_percent: int | None
    completed: bool
    ended_at: datetime | None
    server_time: datetime


class BeatIn(Schema):
    """A beat. One yes/no bit of activity; no keys, pointer path or clipboard.

    For a video: where it is, and where the play that led there began (null: at the last beat's position).
    """

    model_config = ConfigDict(extra="forbid")
    seq: StrictInt
    nonce: str
    position_ms: StrictInt = 0
    played_from_ms: StrictInt | None = None
    visible: StrictBool
    active: StrictBool


class BeatOut(Schema):
    """The next nonce and the figures as the server has them; `reason` says why nothing counted."""

    seq: int
    nonce: str
    next_in_seconds: int
    credited_now_ms: int
    session_ms: int
    lesson_ms: int
    nominal_ms: int
    covered_percent: int | None
    completed: bool
    reason: str
    server_time: datetime


@router.post("/study/sessions", response={201: SessionOut})
def open_session(request: HttpRequest, wish: OpenIn) -> tuple[int, dict[str, Any]]:
    """Open a study session for a lesson of a course that the caller takes."""
    require_scope(request, "learning:write")
    person = require_person(request.user)
    lesson = visible_pages(request.user, LessonPage).filter(pk=wish.lesson_id).first()
    if lesson is None:
        raise NotFound(_("There is no such lesson."))
    session = services.open_session(
        person=person,
        lesson=lesson,
        take_over=wish.take_over,
        replaces=wish.replaces,
        device=_device(request),
    )
    describe(request, action="study.open", object_type="learning.StudySession", object_id=session.pk)
    return 201, _present(session)


@router.post("/study/sessions/{uuid:session_id}/beats", response=BeatOut)
@kept_by("learning.CreditInterval")
def beat(request: HttpRequest, session_id: UUID, told: BeatIn) -> dict[str, Any]:
    """Say "still here"; the reply is sent after the commit."""
    require_scope(request, "learning:write")
    if not (told.visible and told.active):
        mark_as_background(request)
    return services.accept_beat(
        person=require_person(request.user),
        session_id=session_id,
        beat=services.Beat(
            told.seq, told.nonce, told.position_ms, told.visible, told.active, told.played_from_ms
        ),
    )


@router.post("/study/sessions/{uuid:session_id}/close", response=SessionOut)
def close(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    """End a session at its last accepted beat."""
    require_scope(request, "learning:write")
    session = services.close_session(person=require_person(request.user), session_id=session_id)
    describe(request, action="study.close", object_type="learning.StudySession", object_id=session.pk)
    return _present(session)


def _device(request: HttpRequest) -> str:
    """Return the kind of device, coarse on purpose: it only tells one's own sessions apart."""
    return "phone" if "Mobile" in request.headers.get("User-Agent", "") else "desk"


def _present(session: StudySession) -> dict[str, Any]:
    standing = queries.standing_of(session.person_id, session.lesson_id)
    return {
        "id": session.pk,
        "lesson_id": session.lesson_id,
        "seq": session.seq,
        "nonce": session.nonce,
        "next_in_seconds": session.interval_seconds,
        "session_ms": session.credited_ms,
        "lesson_ms": standing.credited_ms,
        "nominal_ms": session.nominal_seconds * 1000,
        "position_ms": standing.position_ms,
        "covered_percent": queries.covered_percent(session),
        "completed": standing.completed_at is not None,
        "ended_at": session.ended_at,
        "server_time": now(),
    }
