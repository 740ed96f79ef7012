"""What a row of the table of expectations is, and the words for the usual answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from support.world import ANONYMOUS, ROLES

READERS = ("secretary", "auditor")
"""Who may read the owner's study record, beside the owner."""
DESK = ("editor", "first_reviewer", "second_reviewer", "final_reviewer")
STAFF = (*DESK, "admin")

Make = Callable[[Any], Any]


@dataclass(frozen=True)
class Row:
    """One request and the status that each role must get."""

    key: str
    path: Make
    status: dict[str, int]
    body: Make | None = None
    form: bool = True
    case: str = ""
    decides_for_others: bool = False
    """Whether who may do this changes what belongs to others, as a reviewer's decision does."""
    note: str = field(default="", compare=False)
    relations: dict[str, int] = field(default_factory=dict)
    """What those in another relation to the unit get (`support.world.RELATIONS`); the rest get what the
    stranger gets. A row here counts before the table in `access.relations`."""

    @property
    def method(self) -> str:
        """The method of the request."""
        return self.key.split(" ")[0]


def who(*, anonymous: int, rest: int, **more: Any) -> dict[str, int]:
    """Return the status of each role; a group is named by its constant's lower-case name."""
    status = dict.fromkeys(ROLES, rest) | {ANONYMOUS: anonymous}
    groups = {"readers": READERS, "desk": DESK, "staff": STAFF}
    for name, value in more.items():
        status |= dict.fromkeys(groups.get(name, (name,)), value)
    return status


def page(name: str, path: str | Make, status: dict[str, int], **more: Any) -> Row:
    """Return a row of a page that is read."""
    return Row(f"GET {name}", path if callable(path) else lambda _: path, status, **more)


def form(name: str, path: str | Make, status: dict[str, int], body: Any = None, **more: Any) -> Row:
    """Return a row of a form that is sent."""
    make = body if callable(body) else lambda _: body or {}
    return Row(f"POST {name}", path if callable(path) else lambda _: path, status, make, **more)


def api(key: str, path: Make, status: dict[str, int], body: Any = None, **more: Any) -> Row:
    """Return a row of the API, called with a session."""
    make = body if callable(body) or body is None else lambda _: body
    return Row(key, path, status, make, form=False, **more)


ANYBODY = who(anonymous=200, rest=200)
SIGNED_IN = who(anonymous=302, rest=200)
SIGNED_IN_API = who(anonymous=401, rest=200)
# The superuser without a grant has an account but no person: nothing is studied, nothing is kept.
LEARNER = who(anonymous=302, rest=200, superuser=403)
LEARNER_API = who(anonymous=401, rest=200, superuser=403)
