"""A branch below a committee with the officers of both, and cases that are walked through the steps."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from organization.development import services
from organization.development.judgement import Values
from organization.development.models import DevelopmentCase
from organization.development.steps import STEPS
from organization.development.types import Part
from organization.models import Person, Unit
from organization.types import PartyStatus, Role, UnitKind
from support.people import make_person, make_unit, make_user_with_role

APPLIED = date(2023, 1, 10)
VOTES = {"eligible": 20, "present": 15, "votes_for": 12, "votes_against": 2, "votes_abstained": 1}


@dataclass(frozen=True)
class Office:
    """Who works on member development."""

    committee: Unit
    branch: Unit
    secretary: User
    commissioner: User
    admin: User
    second_admin: User
    members: tuple[Person, ...]

    def officer(self, number: int) -> User:
        """Return who records a step."""
        return self.admin if STEPS[number].is_superior else self.secretary

    def second(self, number: int) -> User:
        """Return who corrects a step."""
        return self.second_admin if STEPS[number].is_superior else self.commissioner


def make_office(root: Unit | None = None, branch: Unit | None = None) -> Office:
    """Return a committee with a branch, two officers of each, and three full members of the branch."""
    committee = root or make_unit("公司党委", kind=UnitKind.PARTY_COMMITTEE)
    branch = branch or make_unit("机关党支部", parent=committee)
    return Office(
        Unit.objects.get(pk=committee.pk),
        Unit.objects.get(pk=branch.pk),
        make_user_with_role(Role.BRANCH_SECRETARY, branch, "self"),
        make_user_with_role(Role.ORGANIZATION_COMMISSIONER, branch, "self"),
        make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, committee),
        make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, committee),
        tuple(make_person(branch, name=name) for name in ("甲党员", "乙党员", "丙党员")),
    )


def make_applicant(branch: Unit, **more: Any) -> Person:
    """Return an employee of the branch who may apply."""
    return make_person(branch, party_status=PartyStatus.EMPLOYEE, **more)


def open_case(office: Office, *, person: Person | None = None, on: date = APPLIED) -> DevelopmentCase:
    """Return a case with its application."""
    person = person or make_applicant(office.branch)
    return services.open_case(person=person, unit=office.branch, values=Values(on=on), by=office.secretary)


def filled_in(number: int, day: date, office: Office, **more: Any) -> Values:
    """Return what a step asks for, with its first result."""
    step = STEPS[number]
    told: dict[str, Any] = {"result": step.results[0]}
    if Part.VOTES in step.parts:
        told |= VOTES
    if Part.TRAINING in step.parts:
        told["training_hours"] = 24
    if Part.CONTACTS in step.parts or Part.INTRODUCERS in step.parts:
        told["people"] = tuple(person.pk for person in office.members[:2])
    return Values(on=day, **(told | more))


def usual_day(number: int, since: date = APPLIED) -> date:
    """Return a day on which a step is usually done: a year before candidate, a year of probation."""
    years = (number >= 7) + (number >= 23)
    return since + timedelta(days=number + years * 366)


def take_steps(case: DevelopmentCase, office: Office, *, to: int, since: date = APPLIED) -> DevelopmentCase:
    """Take a case to a step, each on its usual day."""
    case.refresh_from_db()
    done = {record.number for record in case.records.all()}
    for number in range(2, to + 1):
        if number not in done:
            values = filled_in(number, usual_day(number, since), office)
            services.record_step(case=case, number=number, values=values, by=office.officer(number))
    case.refresh_from_db()
    case.person.refresh_from_db()
    return case
