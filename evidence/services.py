"""Append facts to the evidence log."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.clock import now
from evidence.canonical import VERSION, canonical_bytes, canonical_text
from evidence.models import Entry, Opening


def append(
    *,
    kind: str,
    facts: Mapping[str, Any],
    personal: Mapping[str, str] | None = None,
    by_id: int | None = None,
) -> Entry:
    """Append one fact in the caller's transaction and return its entry.

    `facts` must have a canonical form (`evidence.canonical`). Each personal value enters the body only
    as a salted commitment. Raises TransactionManagementError outside a transaction: a fact and its
    evidence stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            f"Evidence of {kind} was appended outside a transaction."
        )
    openings = {name: (value, secrets.token_hex(16)) for name, value in (personal or {}).items()}
    at = now()
    body = canonical_text(
        {
            "v": VERSION,
            "kind": kind,
            "at": at,
            "by": by_id,
            "nonce": secrets.token_hex(8),
            "facts": dict(facts),
            "personal": {name: commit(value, salt) for name, (value, salt) in openings.items()},
        }
    )
    entry = Entry.objects.create(kind=kind, body=body, digest=leaf_digest(body), by_id=by_id, created_at=at)
    Opening.objects.bulk_create(
        [Opening(entry=entry, name=name, value=value, salt=salt) for name, (value, salt) in openings.items()]
    )
    return entry


def commit(value: str, salt: str) -> str:
    """Return the commitment to a personal value: SHA-256 over the canonical pair of salt and value."""
    return hashlib.sha256(canonical_bytes([salt, value])).hexdigest()


def leaf_digest(body: str) -> str:
    """Return the leaf hash of a body (RFC 6962: SHA-256 over 0x00 and the bytes)."""
    return hashlib.sha256(b"\x00" + body.encode()).hexdigest()
