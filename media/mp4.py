"""How long an MP4 film is, read from its own header in plain Python.

Only box headers are read: a film of any size costs a few small reads.
"""

from typing import BinaryIO

_MOST_BOXES = 10_000
_CONTAINER = b"moov"


class NotMp4(Exception):
    """The bytes are not an MP4 film, or it does not say how long it is."""


def read_duration_ms(file: BinaryIO, size: int) -> int:
    """Return the duration in milliseconds; raise `NotMp4` when there is none to be found."""
    first, _start, _end = _box_at(file, 0, size)
    if first != b"ftyp":
        raise NotMp4("The file does not begin with a file type box.")
    moov_start, moov_end = _find(file, _CONTAINER, 0, size)
    start, end = _find(file, b"mvhd", moov_start, moov_end)
    file.seek(start)
    header = file.read(min(end - start, 32))
    if len(header) < 20:
        raise NotMp4("The movie header is too short.")
    if header[0] == 0:
        timescale = int.from_bytes(header[12:16])
        duration = int.from_bytes(header[16:20])
        unknown = 0xFFFFFFFF
    elif header[0] == 1 and len(header) == 32:
        timescale = int.from_bytes(header[20:24])
        duration = int.from_bytes(header[24:32])
        unknown = 0xFFFFFFFFFFFFFFFF
    else:
        raise NotMp4("The movie header is of an unknown version.")
    if timescale == 0 or duration in {0, unknown}:
        raise NotMp4("The movie header names no duration.")
    return duration * 1000 // timescale


def _find(file: BinaryIO, name: bytes, start: int, end: int) -> tuple[int, int]:
    position = start
    for _count in range(_MOST_BOXES):
        if position >= end:
            break
        found, body, after = _box_at(file, position, end)
        if found == name:
            return body, after
        position = after
    raise NotMp4(f"The file holds no {name.decode()} box.")


def _box_at(file: BinaryIO, position: int, end: int) -> tuple[bytes, int, int]:
    file.seek(position)
    header = file.read(16)
    if len(header) < 8:
        raise NotMp4("The file ends inside a box.")
    length, name, body = int.from_bytes(header[:4]), header[4:8], position + 8
    if length == 1:
        length, body = int.from_bytes(header[8:16]), position + 16
    elif length == 0:
        length = end - position  # the last box may reach to the end of the file
    if length < body - position or position + length > end:
        raise NotMp4("A box is longer than the file.")
    return name, body, position + length
