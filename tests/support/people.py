"""Factories of units, people and users with roles, through the services."""

from datetime import date
from itertools import count
from typing import Any

from accounts.models import User
from accounts.services import create_user
from organization import services
from organization.models import Person, Unit
from organization.types import PartyStatus, Role, UnitKind
from organization.units import services as units

LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def make_unit(
    name: str = "", *, parent: Unit | None = None, kind: str = UnitKind.BRANCH, code: str = "", **more: Any
) -> Unit:
    """Return a unit that has stood since 2020, below `parent` or as a root."""
    number = next(_numbers)
    return units.create_unit(
        name=name or f"第{number}党支部",
        kind=kind,
        code=code or f"U{number:05d}",
        parent=parent,
        valid_from=more.pop("valid_from", LONG_AGO),
        by=None,
        **more,
    )


def make_user(username: str = "", *, name: str = "", password: str | None = None) -> User:
    """Return an account without any role; without a password it signs in by `force_login` only."""
    number = next(_numbers)
    return create_user(username=username or f"user{number}", name=name or f"某{number}", password=password)


def make_person(
    unit: Unit | None = None,
    *,
    name: str = "",
    username: str | None = "",
    party_status: str = PartyStatus.FULL_MEMBER,
    valid_from: date = LONG_AGO,
) -> Person:
    """Return a person with an account (none with `username=None`) who belongs to the unit since 2020."""
    number = next(_numbers)
    name = name or f"张{number}"
    user = None if username is None else make_user(username, name=name)
    person = services.create_person(
        name=name, party_status=party_status, user=user, standing_from=min(valid_from, LONG_AGO), by=None
    )
    if unit is not None:
        services.join_unit(person=person, unit=unit, valid_from=valid_from, by=None)
    return person


def make_user_with_role(
    role: Role | str, unit: Unit | None, scope: str = "subtree", *, username: str = "", **dates: Any
) -> User:
    """Return a user with a person in the unit who holds the role there since 2020."""
    person = make_person(unit, username=username)
    assert person.user is not None
    dates.setdefault("valid_from", LONG_AGO)
    services.grant_role(user=person.user, role=role, unit=unit, scope=scope, by=None, **dates)
    return person.user
