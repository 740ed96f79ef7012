"""What the apps hold about a person: each app registers here what it knows, so that nothing is left out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from accounts.models import User
from organization.models import Person

Text = str | Promise


@dataclass(frozen=True)
class Section:
    """One table of a personal export: its columns (key and title) and its rows."""

    code: str
    title: Text
    columns: Sequence[tuple[str, Text]]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Viewing:
    """Somebody saw data of a person: who, when, what."""

    seen_at: datetime
    viewer: str
    what: str
    purpose: str = ""


@dataclass(frozen=True)
class Held:
    """Records that must be kept after an account is closed; without a day, as long as the rule says."""

    title: Text
    rule: str
    until: date | None = None


Exporter = Callable[[User], Section]
ViewingReader = Callable[[Person], Iterable[Viewing]]
Keeper = Callable[[User], Iterable[Held]]
Remover = Callable[[datetime], int]

_exporters: dict[str, Exporter] = {}
_handled: set[str] = set()
_viewing_readers: dict[str, ViewingReader] = {}
_keepers: dict[str, Keeper] = {}
_removers: dict[str, list[Remover]] = {}


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def register_exporter(function: Exporter) -> Exporter:
    """Let a function give one section of each personal export: only rows about this user."""
    _exporters[_name(function)] = function
    return function


def handles(*labels: str) -> Callable[[Exporter], Exporter]:
    """Say which tables (`app.Model`) a section tells of, so that they are not told of twice."""

    def note(function: Exporter) -> Exporter:
        _handled.update(labels)
        return function

    return note


def handled_tables() -> frozenset[str]:
    """Return the tables that some section tells of."""
    return frozenset(_handled)


def register_viewings(function: ViewingReader) -> ViewingReader:
    """Let a function tell who saw data of a person."""
    _viewing_readers[_name(function)] = function
    return function


def register_keeper(function: Keeper) -> Keeper:
    """Let a function name what must be kept of a user after the account is closed."""
    _keepers[_name(function)] = function
    return function


def register_remover(rule: str) -> Callable[[Remover], Remover]:
    """Let a function remove the rows of a retention rule that are older than a moment."""

    def register(function: Remover) -> Remover:
        _removers.setdefault(rule, []).append(function)
        return function

    return register


def removers_of(rule: str) -> list[Remover]:
    """Return the functions that remove what a retention rule covers."""
    return list(_removers.get(rule, []))


def exporters() -> list[Exporter]:
    """Return the functions that make an export, always in the same order."""
    return [_exporters[name] for name in sorted(_exporters)]


def viewings_of(person: Person, *, most: int) -> list[Viewing]:
    """Return who saw data of a person, newest first."""
    found = [viewing for read in _viewing_readers.values() for viewing in read(person)]
    return sorted(found, key=lambda viewing: viewing.seen_at, reverse=True)[:most]


def held_of(user: User) -> list[Held]:
    """Return what must be kept of a user."""
    return [held for name in sorted(_keepers) for held in _keepers[name](user)]
