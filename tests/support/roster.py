"""A committee with people in two branches, and an officer of every sort."""

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook

from accounts.models import User
from organization import services
from organization.models import Person
from organization.types import PartyStatus, Role, UnitKind
from support.people import LONG_AGO, make_person, make_unit

HEAD = ["工号", "姓名", "政治身份", "入党日期", "组织代码", "起始日期", "截止日期"]


@dataclass
class Company:
    """The units by name, the officers by role and the people of the branches."""

    units: dict[str, Any] = field(default_factory=dict)
    officers: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


def enter(unit: Any, name: str, number: str, status: str = PartyStatus.FULL_MEMBER) -> Person:
    """Return a person with a staff number and no account who belongs to the unit since 2020."""
    person = services.create_person(
        name=name, staff_number=number, party_status=status, standing_from=LONG_AGO, by=None
    )
    services.join_unit(person=person, unit=unit, valid_from=LONG_AGO, by=None)
    return person


def make_company() -> Company:
    """Return committee → general branch → (branch → group, sibling), and a company outside."""
    found = Company()
    root = make_unit("公司党委", kind=UnitKind.PARTY_COMMITTEE, code="C")
    general = make_unit("机关总支", parent=root, kind=UnitKind.GENERAL_BRANCH, code="C-G")
    branch = make_unit("机关党支部", parent=general, code="C-G-1")
    group = make_unit("第一党小组", parent=branch, kind=UnitKind.PARTY_GROUP, code="C-G-1-1")
    sibling = make_unit("生产党支部", parent=general, code="C-G-2")
    outside = make_unit("外单位党委", kind=UnitKind.PARTY_COMMITTEE, code="X")
    found.units = {
        "root": root,
        "general": general,
        "branch": branch,
        "group": group,
        "sibling": sibling,
        "outside": outside,
    }
    for key, unit, name, number, status in (
        ("zhou", branch, "周望舒", "W001", PartyStatus.FULL_MEMBER),
        ("dan", branch, "单田芳", "W002", PartyStatus.PROBATIONARY),
        ("rare", branch, "𠮷野", "W010", PartyStatus.EMPLOYEE),
        ("lin", sibling, "林嘉禾", "W003", PartyStatus.FULL_MEMBER),
        ("far", outside, "欧阳修", "X001", PartyStatus.FULL_MEMBER),
    ):
        found.people[key] = enter(unit, name, number, status)
    services.join_unit(person=found.people["zhou"], unit=group, valid_from=LONG_AGO, by=None)
    for key, role, unit, scope in (
        ("commissioner", Role.ORGANIZATION_COMMISSIONER, branch, "self"),
        ("secretary", Role.BRANCH_SECRETARY, branch, "self"),
        ("other_commissioner", Role.ORGANIZATION_COMMISSIONER, sibling, "self"),
        ("general_secretary", Role.GENERAL_BRANCH_SECRETARY, general, "subtree"),
        ("committee_admin", Role.PARTY_COMMITTEE_ADMIN, root, "subtree"),
        ("leader", Role.PARTY_GROUP_LEADER, group, "self"),
        ("keeper", Role.ORGANIZATION_COMMISSIONER, root, "subtree"),
        ("auditor", Role.STUDY_AUDITOR, root, "subtree"),
        ("member", Role.MEMBER, branch, "self"),
    ):
        found.officers[key] = _officer(role, unit, scope)
    return found


def _officer(role: Any, unit: Any, scope: str) -> User:
    """Return a user with the role whose person belongs to no unit, so that the lists stay as written."""
    person = make_person(None)
    assert person.user is not None
    services.grant_role(user=person.user, role=role, unit=unit, scope=scope, valid_from=LONG_AGO, by=None)
    return person.user


def rows(*people: tuple[str, str], unit: str = "C-G-1") -> list[list[Any]]:
    """Return rows of a list: staff number and name, all in one unit since 2026-01-01."""
    return [[number, name, "正式党员", "", unit, "2026-01-01", ""] for number, name in people]


def as_xlsx(content: list[list[Any]], head: list[str] = HEAD) -> io.BytesIO:
    """Return rows below their headings as a spreadsheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [head, *content]:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def as_csv(content: list[list[Any]], encoding: str = "utf-8", head: list[str] = HEAD) -> io.BytesIO:
    """Return rows below their headings as text."""
    text = io.StringIO()
    csv.writer(text).writerows([head, *content])
    return io.BytesIO(text.getvalue().encode(encoding))
