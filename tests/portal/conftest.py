"""Each test starts in the product's first language, whatever the one before has switched to."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    with translation.override(settings.LANGUAGE_CODE):
        yield
