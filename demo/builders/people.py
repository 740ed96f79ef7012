"""The enterprise: units, accounts that nobody can enter by password, people, posts and grants."""

from accounts import services as accounts
from accounts.models import User
from demo import material
from demo.past import moment_of, standing_at
from organization import services as organization
from organization.models import Person, Unit
from organization.types import GrantScope, PartyStatus, Role
from organization.units import services as units_services


def is_built() -> bool:
    """Return whether the enterprise's first unit is there."""
    return Unit.objects.filter(code=material.people().units[0].code).exists()


def build() -> str:
    """Set up everything as of the day on which the enterprise was founded; say how much."""
    enterprise = material.people()
    with standing_at(moment_of(enterprise.founded)):
        units = _build_units(enterprise)
        for human in enterprise.people:
            _build_person(human, units, enterprise)
    return f"{len(units)} units, {len(enterprise.people)} people"


def _build_units(enterprise: material.People) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for unit in enterprise.units:
        units[unit.code] = units_services.create_unit(
            name=unit.name,
            short_name=unit.short_name,
            kind=unit.kind,
            code=unit.code,
            parent=units[unit.parent] if unit.parent else None,
            valid_from=enterprise.founded,
            by=None,
        )
    return units


def _build_person(human: material.Human, units: dict[str, Unit], enterprise: material.People) -> Person:
    since = enterprise.founded
    user = accounts.create_user(username=human.username, name=human.name)
    person = organization.create_person(name=human.name, party_status=human.status, user=user, by=None)
    for code in (human.branch, human.group):
        if code:
            organization.join_unit(person=person, unit=units[code], valid_from=since, by=None)
    posts = {
        code: organization.give_post(person=person, unit=units[code], kind=kind, valid_from=since, by=None)
        for kind, code in human.posts
    }
    roles = list(human.roles)
    if human.status in {PartyStatus.FULL_MEMBER, PartyStatus.PROBATIONARY}:
        roles.append((str(Role.MEMBER), human.branch))
    for role, code in roles:
        organization.grant_role(
            user=user,
            role=role,
            unit=units[code],
            scope=GrantScope.SELF if role == Role.MEMBER else GrantScope.SUBTREE,
            post=posts.get(code) if role == Role.BRANCH_SECRETARY else None,
            valid_from=since,
            by=None,
        )
    return person


def user(username: str) -> User:
    """Return an account of the demo."""
    return User.objects.get(username=username)


def user_named(name: str) -> User:
    """Return the account of the person with this name; names are unique in the demo."""
    return User.objects.get(person__name=name)
