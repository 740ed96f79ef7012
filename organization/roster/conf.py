"""The settings that the roster reads, with their defaults."""

from django.conf import settings

MEBIBYTE = 1024 * 1024


def most_rows() -> int:
    """Return how many rows one import may have."""
    return int(getattr(settings, "ROSTER_IMPORT_ROWS", 100_000))


def most_bytes() -> int:
    """Return how large an uploaded file may be."""
    return int(getattr(settings, "ROSTER_IMPORT_BYTES", 20 * MEBIBYTE))


def most_unpacked_bytes() -> int:
    """Return how large a spreadsheet may be once it is unpacked."""
    return int(getattr(settings, "ROSTER_IMPORT_UNPACKED_BYTES", 400 * MEBIBYTE))


def largest_share() -> float:
    """Return the share of people that one feed may change before it is held as a whole."""
    return float(getattr(settings, "ROSTER_SYNC_SHARE", 0.2))


def fewest_held() -> int:
    """Return below how many changes a feed is never held, however small the roster."""
    return int(getattr(settings, "ROSTER_SYNC_FEWEST_HELD", 5))
