"""People for the tests of messages and to-dos."""

import pytest
from support.people import make_user

from accounts.models import User


@pytest.fixture
def reader(db: None) -> User:
    """A person who gets messages."""
    return make_user("reader", name="周望舒")


@pytest.fixture
def stranger(db: None) -> User:
    """Another person, who must see none of them."""
    return make_user("stranger", name="林嘉禾")
