"""A reader that the tests can tell whom to let in."""

import pytest

from media import registry


@pytest.fixture
def readers():
    """Return a set of (user pk or None, kind, pk) that a registered reader lets see files."""
    allowed = set()

    def reader(user, kind, pk):
        return (user.pk, kind, pk) in allowed

    registry.register_reader(reader)
    yield allowed
    registry.unregister_reader(reader)
