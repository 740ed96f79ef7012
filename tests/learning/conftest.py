"""A person who takes a course with two lessons of text, and a learner who studies like a browser."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import clock
from learning.enrollment.services import enroll
from learning.study import services
from learning.study.models import StudySession
from learning.study.services import Beat
from support.content import make_course_with_lessons
from support.people import make_person

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine o'clock in Shanghai."""


@dataclass
class Learner:
    """A person at a lesson whose clock the test moves; remembers nothing that a browser would not."""

    person: Any
    at: datetime = MORNING
    session: StudySession | None = None
    seq: int = 0
    nonce: str = ""
    interval: int = 30
    position_ms: int = 0
    sent: list[Beat] = field(default_factory=list)

    def open(self, lesson: Any, **more: Any) -> StudySession:
        """Open a session now."""
        with clock.frozen_at(self.at):
            self.session = services.open_session(person=self.person, lesson=lesson, **more)
        self.seq, self.nonce = 0, self.session.nonce
        self.interval = self.session.interval_seconds
        self.position_ms = self.session.last_position_ms
        return self.session

    def beat(self, after: float | None = None, *, played: int | None = None, **more: Any) -> dict[str, Any]:
        """Wait (one interval unless told) and send the next beat; return the reply."""
        seconds = self.interval if after is None else after
        self.at += timedelta(seconds=seconds)
        if played is not None:
            self.position_ms += played
        values = {
            "seq": self.seq + 1,
            "nonce": self.nonce,
            "position_ms": self.position_ms,
            "visible": True,
            "active": True,
        }
        return self.send(Beat(**values | more))

    def send(self, beat: Beat) -> dict[str, Any]:
        """Send a beat as it is, and take the reply in."""
        self.sent.append(beat)
        assert self.session is not None
        with clock.frozen_at(self.at):
            reply = services.accept_beat(person=self.person, session_id=self.session.pk, beat=beat)
        self.seq, self.nonce, self.interval = reply["seq"], reply["nonce"], reply["next_in_seconds"]
        return reply

    def close(self) -> StudySession:
        """Close the session now."""
        assert self.session is not None
        with clock.frozen_at(self.at):
            return services.close_session(person=self.person, session_id=self.session.pk)


@pytest.fixture(autouse=True)
def _steady_interval(monkeypatch):
    """Ask for a beat every 30 seconds, without the jitter."""
    monkeypatch.setattr(services, "JITTER_SECONDS", 0)


@pytest.fixture
def course(db):
    """Return a live course with two lessons of 600 seconds."""
    return make_course_with_lessons(2)


@pytest.fixture
def lessons(course):
    """Return the lessons of the course, in order."""
    from cms_pages.models import LessonPage

    return list(LessonPage.objects.descendant_of(course).order_by("path"))


@pytest.fixture
def person(course):
    """Return a person who takes the course."""
    found = make_person()
    enroll(person=found, course=course, by=found.user)
    return found


@pytest.fixture
def learner(person):
    """Return a learner at nine o'clock."""
    return Learner(person)
