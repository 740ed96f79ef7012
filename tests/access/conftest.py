"""One world for each module, made once and rolled back at its end."""

import pytest
from django.db import transaction

from support.world import make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Return the world; each test works above it in a savepoint of its own."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole._from_testcase = True
        whole.__enter__()
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)
