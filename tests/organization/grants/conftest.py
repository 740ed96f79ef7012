"""The administrators of an enterprise."""

import pytest

from organization.types import Role
from support.people import make_user_with_role


@pytest.fixture
def system(units):
    return make_user_with_role(Role.SYSTEM_ADMIN, units.root)


@pytest.fixture
def security(units):
    return make_user_with_role(Role.SECURITY_ADMIN, units.root)
