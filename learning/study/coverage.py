"""Which pieces of a video were seen: a bit for every five seconds."""

BUCKET_MS = 5000


def mark_seen(coverage: str, start_ms: int, end_ms: int) -> str:
    """Return the coverage with every piece that [start, end) touches by at least half marked as seen."""
    bits = int(coverage, 16) if coverage else 0
    first = (start_ms + BUCKET_MS // 2) // BUCKET_MS
    last = (end_ms + BUCKET_MS // 2) // BUCKET_MS
    for bucket in range(first, max(first, last)):
        bits |= 1 << bucket
    return f"{bits:x}" if bits else ""


def seen_share(coverage: str, length_ms: int) -> float:
    """Return the share of a video's pieces that were seen, 0 to 1."""
    total = max(1, (length_ms + BUCKET_MS // 2) // BUCKET_MS)
    bits = int(coverage, 16) if coverage else 0
    return (bits & ((1 << total) - 1)).bit_count() / total
