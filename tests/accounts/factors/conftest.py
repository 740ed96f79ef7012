"""Users with factors."""

import pytest

from support.factors import PASSWORD, give_app
from support.people import make_user


@pytest.fixture
def user(db):
    return make_user("zhou", name="周望舒", password=PASSWORD)


@pytest.fixture
def factor(user):
    """Give the user an authenticator app; return its secret."""
    return give_app(user)


@pytest.fixture
def demanded(settings):
    """Demand factors by role, as an installation that is no demo does."""
    settings.FACTORS_DEMANDED = True
