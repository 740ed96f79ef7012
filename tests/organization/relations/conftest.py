"""The offices of two branches and their committee."""

import pytest

from support.relations import Offices, make_offices


@pytest.fixture
def offices(db: None) -> Offices:
    """Return the offices."""
    return make_offices()
