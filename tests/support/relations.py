"""Two branches of one committee and a branch of another, with those who send, receive and approve."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from core import clock
from organization.models import Person, Unit
from organization.relations import services, staying
from organization.relations.models import MobileStay, Transfer
from organization.relations.told import Absence, Letter
from organization.types import Role, UnitKind
from support.people import make_person, make_unit, make_user_with_role


@dataclass(frozen=True)
class Offices:
    """Who works on relations where."""

    committee: Unit
    home: Unit
    next_door: Unit
    far_committee: Unit
    far: Unit
    secretary: User
    commissioner: User
    receiver: User
    second_receiver: User
    far_secretary: User
    admin: User
    member: Person

    @property
    def today(self) -> date:
        """Return today."""
        return clock.today()


def make_offices() -> Offices:
    """Return the offices, with a member of the home branch."""
    committee = make_unit("公司党委", kind=UnitKind.PARTY_COMMITTEE)
    home, next_door = make_unit("机关党支部", parent=committee), make_unit("生产党支部", parent=committee)
    far_committee = make_unit("外地公司党委", kind=UnitKind.PARTY_COMMITTEE)
    far = make_unit("外地党支部", parent=far_committee)
    units = [Unit.objects.get(pk=unit.pk) for unit in (committee, home, next_door, far_committee, far)]
    secretary, commissioner = Role.BRANCH_SECRETARY, Role.ORGANIZATION_COMMISSIONER
    return Offices(
        *units,
        make_user_with_role(secretary, home, "self"),
        make_user_with_role(commissioner, home, "self"),
        make_user_with_role(secretary, next_door, "self"),
        make_user_with_role(commissioner, next_door, "self"),
        make_user_with_role(secretary, far, "self"),
        make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, committee),
        make_person(home, name="周望舒"),
    )


def draft(offices: Offices, to: Unit | str | None = None, *, person: Person | None = None) -> Transfer:
    """Return a draft of the home branch: to the branch next door unless told."""
    target = offices.next_door if to is None else to
    return services.draft_transfer(
        person=person or offices.member,
        from_unit=offices.home,
        to_unit=None if isinstance(target, str) else target,
        outside=target if isinstance(target, str) else "",
        reason="work",
        by=offices.secretary,
    )


def send(offices: Offices, to: Unit | str | None = None, *, person: Person | None = None) -> Transfer:
    """Return a transfer that the home branch has sent."""
    return services.send_transfer(transfer=draft(offices, to, person=person), by=offices.secretary)


def letter(**more: Any) -> Letter:
    """Return what a letter from outside says."""
    today = clock.today()
    told = {
        "name": "林嘉禾",
        "standing": "full_member",
        "outside": "中共外单位委员会",
        "number": "外组字〔2026〕第7号",
        "issued_on": today - timedelta(days=3),
        "valid_until": today + timedelta(days=30),
    }
    return Letter(**(told | more))


def register(offices: Offices, **more: Any) -> MobileStay:
    """Return a registration of the member as away at a fixed place outside."""
    told = {"began_on": clock.today(), "reason": "project", "place": "某地项目部", "is_fixed": True}
    by = more.pop("by", offices.secretary)
    return staying.register_stay(
        person=more.pop("person", offices.member),
        home_unit=offices.home,
        absence=Absence(**(told | more)),
        by=by,
    )
