"""Canonical JSON, format version 1: one text, and so one digest, for one set of facts."""

import json
import unicodedata
from datetime import datetime
from typing import Any

from core.clock import iso_ms

VERSION = 1
MAX_INT = 2**53


class NotCanonical(ValueError):
    """The value has no canonical form: a float, a key that is no text, a naive time, a huge number."""


def canonical_text(value: Any) -> str:
    """Return the canonical text of a value.

    Keys sorted by code point, no white space, texts in NFC, times as UTC with milliseconds, whole
    numbers below 2**53; floats are refused because their text differs between programs.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_bytes(value: Any) -> bytes:
    """Return the canonical text as UTF-8, ready to be hashed."""
    return canonical_text(value).encode()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        if abs(value) >= MAX_INT:
            raise NotCanonical(f"{value} is beyond 2**53.")
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise NotCanonical("A time without a zone.")
        return iso_ms(value)
    if isinstance(value, dict):
        plain = {_key(key): _plain(item) for key, item in value.items()}
        if len(plain) != len(value):
            raise NotCanonical("Two keys are the same text.")
        return plain
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise NotCanonical(f"{type(value).__name__} has no canonical form.")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise NotCanonical("A key that is no text.")
    return _text(key)


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("A text that is not valid Unicode.") from error
    return unicodedata.normalize("NFC", text)
