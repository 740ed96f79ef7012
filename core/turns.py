"""Turns: what must not happen twice at one moment for one name waits until the other is done."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def take_turn(name: str) -> Iterator[None]:
    """Run the block in a transaction alone among all blocks of the same name, in whatever process.

    PostgreSQL locks the name until the transaction ends; SQLite has one writer anyway.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            digest = hashlib.sha256(name.encode()).digest()
            key = int.from_bytes(digest[:8], "big", signed=True)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
        yield
