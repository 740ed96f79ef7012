"""A small writer of MP4 files with one video track, index first so that playing starts at once."""

import struct
from dataclasses import dataclass
from itertools import accumulate

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
TIMESCALE = 1000


@dataclass(frozen=True)
class Sample:
    """One coded picture, how long it is shown, and whether a player can start with it."""

    data: bytes
    milliseconds: int
    is_key: bool


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _full(kind: bytes, flags: int, *parts: bytes) -> bytes:
    return _box(kind, struct.pack(">I", flags), *parts)


def _numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def _configuration(sequence: bytes, picture: bytes) -> bytes:
    head = bytes([1, sequence[1], sequence[2], sequence[3], 0xFF, 0xE1])
    return _box(
        b"avcC",
        head
        + struct.pack(">H", len(sequence))
        + sequence
        + b"\x01"
        + struct.pack(">H", len(picture))
        + picture,
    )


def _description(width: int, height: int, sequence: bytes, picture: bytes) -> bytes:
    entry = _box(
        b"avc1",
        bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HH", width, height),
        _numbers(0x480000, 0x480000, 0) + struct.pack(">H", 1) + bytes(32) + struct.pack(">Hh", 24, -1),
        _configuration(sequence, picture),
    )
    return _full(b"stsd", 0, _numbers(1), entry)


def _table(samples: list[Sample], description: bytes, offset: int) -> bytes:
    durations = b"".join(_numbers(1, sample.milliseconds) for sample in samples)
    keys = [number for number, sample in enumerate(samples, start=1) if sample.is_key]
    places = accumulate((len(sample.data) for sample in samples[:-1]), initial=offset)
    return _box(
        b"stbl",
        description,
        _full(b"stts", 0, _numbers(len(samples)), durations),
        _full(b"stss", 0, _numbers(len(keys), *keys)),
        _full(b"stsc", 0, _numbers(1, 1, 1, 1)),
        _full(b"stsz", 0, _numbers(0, len(samples), *(len(sample.data) for sample in samples))),
        _full(b"stco", 0, _numbers(len(samples), *places)),
    )


def _movie(samples: list[Sample], width: int, height: int, description: bytes, offset: int) -> bytes:
    duration = sum(sample.milliseconds for sample in samples)
    media = _box(
        b"mdia",
        _full(b"mdhd", 0, _numbers(0, 0, TIMESCALE, duration), struct.pack(">HH", 0x55C4, 0)),
        _full(b"hdlr", 0, _numbers(0), b"vide", bytes(12), b"video\x00"),
        _box(
            b"minf",
            _full(b"vmhd", 1, bytes(8)),
            _box(b"dinf", _full(b"dref", 0, _numbers(1), _full(b"url ", 1))),
            _table(samples, description, offset),
        ),
    )
    track = _box(
        b"trak",
        _full(
            b"tkhd",
            3,
            _numbers(0, 0, 1, 0, duration) + bytes(16) + _MATRIX + _numbers(width << 16, height << 16),
        ),
        media,
    )
    head = _numbers(0, 0, TIMESCALE, duration, 0x10000) + struct.pack(">H", 0x100) + bytes(10)
    return _box(b"moov", _full(b"mvhd", 0, head, _MATRIX, bytes(24), _numbers(2)), track)


def build(samples: list[Sample], *, width: int, height: int, sequence: bytes, picture: bytes) -> bytes:
    """Return a whole file from coded pictures and the two parameter sets of their coding."""
    kept = [
        Sample(struct.pack(">I", len(sample.data)) + sample.data, sample.milliseconds, sample.is_key)
        for sample in samples
    ]
    description = _description(width, height, sequence, picture)
    kind = _box(b"ftyp", b"isom", _numbers(0x200), b"isomiso2avc1mp41")
    length = len(_movie(kept, width, height, description, 0))  # offsets do not change the length
    index = _movie(kept, width, height, description, len(kind) + length + 8)
    return kind + index + _box(b"mdat", *(sample.data for sample in kept))
