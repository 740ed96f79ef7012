"""A small enterprise: a committee with two branches, one of them with a group."""

from dataclasses import dataclass

import pytest

from organization.models import Unit
from organization.types import UnitKind
from support.people import make_unit


@dataclass(frozen=True)
class Enterprise:
    """The units of the tests."""

    root: Unit
    branch: Unit
    group: Unit
    sibling: Unit
    outside: Unit


@pytest.fixture
def units(db: None) -> Enterprise:
    """Return committee → (branch → group, sibling), and another committee outside."""
    root = make_unit("公司党委", kind=UnitKind.PARTY_COMMITTEE)
    branch = make_unit("机关党支部", parent=root)
    group = make_unit("第一党小组", parent=branch, kind=UnitKind.PARTY_GROUP)
    sibling = make_unit("生产党支部", parent=root)
    outside = make_unit("外单位党委", kind=UnitKind.PARTY_COMMITTEE)
    return Enterprise(*(Unit.objects.get(pk=unit.pk) for unit in (root, branch, group, sibling, outside)))
