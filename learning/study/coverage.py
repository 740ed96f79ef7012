"""Which pieces of a video were seen: a bit for every five seconds."""

BUCKET_MS = 5000


def mark_seen(coverage: str, start_ms: int, end_ms: int) -> str:
    """Return the coverage with every piece that [start, end) touches by at least half marked as seen."""
    bits = _bits(coverage)
    first, last = _nearest(start_ms), _nearest(end_ms)
    if last > first:
        bits |= ((1 << (last - first)) - 1) << first
    return f"{bits:x}" if bits else ""


def seen_percent(coverage: str, length_ms: int) -> int:
    """Return the share of a video's pieces that were seen, in whole percent, rounded down."""
    total = max(1, _nearest(length_ms))
    return (_bits(coverage) & ((1 << total) - 1)).bit_count() * 100 // total


def furthest_ms(coverage: str) -> int:
    """Return the furthest point of a video that was seen."""
    return _bits(coverage).bit_length() * BUCKET_MS


def _bits(coverage: str) -> int:
    return int(coverage, 16) if coverage else 0


def _nearest(milliseconds: int) -> int:
    return (milliseconds + BUCKET_MS // 2) // BUCKET_MS
