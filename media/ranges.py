"""HTTP ranges: which part of a file a request wants, and its bytes in small pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CHUNK = 64 * 1024
_SINGLE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


class Unsatisfiable(Exception):
    """The part asked for lies outside the file."""


@dataclass(frozen=True)
class Part:
    """The bytes from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes it has."""
        return self.last - self.first + 1


def parse_range(header: str, size: int) -> Part | None:
    """Return the single part that is asked for; nothing when the header is to be ignored (RFC 9110).

    Several parts at once are not served: the whole file answers such a request.
    """
    match = _SINGLE.fullmatch(header.replace(" ", ""))
    if match is None or match.groups() == ("", ""):
        return None
    first_text, last_text = match.groups()
    if len(first_text) > 18 or len(last_text) > 18:
        raise Unsatisfiable
    if not first_text:
        suffix = int(last_text)
        if suffix == 0:
            raise Unsatisfiable
        return Part(max(0, size - suffix), size - 1)
    first = int(first_text)
    last = min(int(last_text), size - 1) if last_text else size - 1
    if last_text and int(last_text) < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return Part(first, last)


class PartReader:
    """Iterates over a part of an open file in pieces of at most 64 KiB; `close` closes the file."""

    def __init__(self, file: Any, part: Part) -> None:
        self.file = file
        self.part = part

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes of the part."""
        self.file.seek(self.part.first)
        left = self.part.length
        while left > 0:
            piece: bytes = self.file.read(min(CHUNK, left))
            if not piece:
                return
            left -= len(piece)
            yield piece

    def close(self) -> None:
        """Close the file, also when the reader went away early."""
        self.file.close()
