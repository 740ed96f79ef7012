"""The company of the roster's tests."""

import pytest

from support.roster import Company, make_company


@pytest.fixture
def company(db: None) -> Company:
    """Return committee → general branch → (branch → group, sibling), and a company outside."""
    return make_company()
