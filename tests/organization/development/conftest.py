"""The officers of a branch and of the committee above it."""

import pytest

from support.development import Office, make_office


@pytest.fixture
def office(db: None) -> Office:
    """Return the office."""
    return make_office()
