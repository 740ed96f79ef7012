"""Refusals of the study clock."""

from core.errors import Conflict, TooSoon


class SessionSuperseded(Conflict):
    """Another device has taken over; this session has ended."""

    code = "superseded"


class SessionClosed(Conflict):
    """The session has ended."""

    code = "session_closed"


class OutOfSequence(Conflict):
    """The beat does not follow the last one, or carries a wrong nonce."""

    code = "out_of_sequence"


class BeatTooSoon(TooSoon):
    """The beat came before half of its interval; nothing is credited for it."""

    code = "beat_too_soon"


class StudyingElsewhere(Conflict):
    """Another session of this person is running; taking over must be asked for."""

    code = "studying_elsewhere"


class ClockMoved(Conflict):
    """The server's clock stands before time that has been credited already."""

    code = "clock_moved"
