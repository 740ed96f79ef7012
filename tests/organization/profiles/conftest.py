"""A branch with a member, its organization commissioner, its secretary and an administrator."""

from dataclasses import dataclass

import pytest
from django.core.cache import cache

from accounts.models import User
from organization.models import Person, Unit
from organization.types import Role, UnitKind
from support.people import make_person, make_unit, make_user_with_role


@dataclass(frozen=True)
class Branch:
    """The people of the tests."""

    unit: Unit
    sibling: Unit
    person: Person
    user: User
    commissioner: User
    secretary: User
    other_secretary: User
    admin: User


@pytest.fixture
def branch(db: None) -> Branch:
    """Return a branch with its people."""
    root = make_unit("公司党委", kind=UnitKind.PARTY_COMMITTEE)
    unit, sibling = make_unit("机关党支部", parent=root), make_unit("生产党支部", parent=root)
    person = make_person(unit, name="周望舒", username="zhouwangshu")
    assert person.user is not None
    return Branch(
        unit=unit,
        sibling=sibling,
        person=person,
        user=person.user,
        commissioner=make_user_with_role(Role.ORGANIZATION_COMMISSIONER, unit, "self"),
        secretary=make_user_with_role(Role.BRANCH_SECRETARY, unit, "self"),
        other_secretary=make_user_with_role(Role.BRANCH_SECRETARY, sibling, "self"),
        admin=make_user_with_role(Role.SYSTEM_ADMIN, root),
    )


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()
