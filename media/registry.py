"""Who may see a file: the apps that refer to files say so here.

A reader is a function `(user, kind, pk) -> bool`. It says yes only for a file that something the
user may see refers to; a file that nobody vouches for goes to its uploader only.
"""

from collections.abc import Callable
from typing import Any

from media.types import Kind

Reader = Callable[[Any, Kind, int], bool]

_readers: list[Reader] = []


def register_reader(reader: Reader) -> Reader:
    """Ask this function too whether a user may see a file; usable as a decorator."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def unregister_reader(reader: Reader) -> None:
    """Ask this function no longer."""
    if reader in _readers:
        _readers.remove(reader)


def is_readable(user: Any, kind: Kind, pk: int) -> bool:
    """Return whether any reader lets this user (signed in or not) see the file."""
    return any(reader(user, kind, pk) for reader in _readers)
