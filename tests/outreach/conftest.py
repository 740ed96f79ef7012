"""People for the tests of messages and to-dos."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from accounts.models import User
from support.people import make_user


@pytest.fixture
def reader(db: None) -> User:
    """A person who gets messages."""
    return make_user("reader", name="周望舒")


@pytest.fixture
def stranger(db: None) -> User:
    """Another person, who must see none of them."""
    return make_user("stranger", name="林嘉禾")


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    with translation.override(settings.LANGUAGE_CODE):
        yield
