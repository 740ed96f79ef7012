"""The roster: staff numbers, days of joining, what the personnel system proposes, a list that was refused."""

import io
from datetime import date

from core.clock import today
from demo import material
from demo.builders.people import user
from demo.past import moment_of, standing_at, workday
from organization import services as organization
from organization.models import Membership, Person, Unit
from organization.roster import feeds, importing, tasks
from organization.roster.feeds import FeedRow
from organization.roster.models import FeedRun
from organization.types import MembershipKind, PartyStatus

OFFICER, BRANCH = "tang.linshen", "WJ-JG-SC"
REFUSED_LIST = f"""工号,姓名,政治身份,入党日期,组织代码,起始日期,截止日期
WJ2001,欧阳知秋,职工群众,,{BRANCH},2026-11-02,
WJ2002,单慕白,正式党员,2018-07-01,WJ-JG-XX,2026-11-02,
WJ2003,,职工群众,,{BRANCH},2026-11-02,
WJ2004,𠮷村远,职工群众,,{BRANCH},2019-05-01,
"""


def is_built() -> bool:
    """Return whether the roster was compared with the personnel system."""
    return FeedRun.objects.exists()


def build() -> str:
    """Number the people, compare with a feed that knows a little more, and upload a list with errors."""
    numbered = _number_people()
    day = workday(today())
    with standing_at(moment_of(day)):
        run = _compare()
        content = REFUSED_LIST.encode()
        importing.receive_list(
            file=io.BytesIO(content),
            name="生产运营支部新进人员.csv",
            size=len(content),
            by=user(OFFICER),
            task=tasks.check_import,
        )
    return f"{numbered} staff numbers, {run.new + run.changed + run.missing} proposals"


def _number_people() -> int:
    people = list(Person.objects.order_by("pk"))
    with standing_at(moment_of(material.people().founded)):
        for number, person in enumerate(people, start=1):
            is_member = person.party_status == PartyStatus.FULL_MEMBER
            joined = date(2002 + number % 18, 1 + number % 12, 1 + number % 28) if is_member else None
            organization.correct_particulars(
                person=person,
                staff_number=person.staff_number or f"WJ{1000 + number}",
                joined_on=person.joined_on or joined,
                by=None,
            )
    return len(people)


def _compare() -> FeedRun:
    """Compare with a feed that names one person more, one anew, and one no longer."""
    related = Membership.objects.filter(kind=MembershipKind.RELATION, valid_to=None)
    rows = list(
        related.order_by("person_id").values_list(
            "person__staff_number", "person__name", "unit__code", "person__party_status"
        )
    )
    here = [row for row in rows if row[2] == BRANCH]
    employee = next((row[0] for row in here if row[3] == PartyStatus.EMPLOYEE), "")
    renamed = here[-1][0]
    told = [
        FeedRow(line, number, f"{name[0]}思远" if number == renamed else name, code)
        for line, (number, name, code, _status) in enumerate(rows, start=2)
        if number != employee
    ]
    told.append(FeedRow(len(told) + 2, "WJ1999", "𠮷村远", BRANCH))
    return feeds.compare(source="hr", rows=told, under=Unit.objects.get(code=material.people().units[0].code))
