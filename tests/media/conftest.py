"""A reader that the tests can tell whom to let in."""

import pytest

from media import registry


@pytest.fixture
def readers(monkeypatch):
    """Return a set of (user pk or None, kind, pk) that a registered reader, the only one, lets see files."""
    allowed = set()

    def reader(user, kind, pk):
        return (user.pk, kind, pk) in allowed

    monkeypatch.setattr(registry, "_readers", [reader])
    return allowed
