"""Member development in the three branches: applicants, activists, a candidate and probationary members."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from core import clock
from demo.builders.people import user
from demo.past import moment_of, workday
from organization import services as organization
from organization.development import planning, services
from organization.development.judgement import Values
from organization.development.models import DevelopmentCase
from organization.development.reminding import remind
from organization.development.steps import STEPS
from organization.development.types import Part
from organization.models import Person, Unit
from organization.types import PartyStatus

COMMITTEE = "pei.jingxing"


@dataclass(frozen=True)
class Branch:
    """Who works on member development in a branch, and who stands by the people."""

    code: str
    secretary: str
    commissioner: str
    members: tuple[str, str]
    quota: int


BRANCHES = {
    "ZH": Branch("WJ-JG-ZH", "han.yuning", "lu.yuanshan", ("song.yiqing", "bai.ruoxi"), 2),
    "SC": Branch("WJ-JG-SC", "shi.wangyue", "tang.linshen", ("he.yunfan", "cui.pingye"), 2),
    "JS": Branch("WJ-JG-JS", "su.wenqu", "shao.qinghe", ("liang.jianwei", "tian.shouzhuo"), 1),
}
DAYS_AGO = (
    *((1, 820), (2, 805), (3, 800), (4, 795), (5, 792), (6, 622), (6, 444), (7, 430), (8, 425), (9, 420)),
    *((10, 410), (11, 400), (12, 395), (13, 385), (14, 375), (15, 358), (16, 350), (17, 335), (18, 330)),
    *((19, 325), (20, 322), (21, 180), (22, 12)),
)
"""When a probationary member who is a week from full membership took each step."""
PEOPLE = (
    # who, branch, by how many days the plan above is moved, how many records there are by now
    ("zhan.qiushi", "SC", 0, 23),
    ("zou.lumeng", "SC", -60, 21),
    ("yin.hao", "SC", -455, 6),
    ("fu.dashan", "SC", -800, 1),
    ("xu.lanzhou", "ZH", -20, 22),
    ("ye.chengwei", "ZH", -90, 21),
    ("meng.qinghuai", "ZH", -460, 6),
    ("yu.chengzhu", "JS", 0, 23),
    ("zhuang.xiaomeng", "JS", -120, 21),
    ("ai.xin", "JS", -390, 7),
    ("zhong.jiashu", "JS", -770, 1),
)


def is_built() -> bool:
    """Return whether there are cases."""
    return DevelopmentCase.objects.exists()


def build() -> str:
    """Play the cases step by step, plan the year, and remind of what is due today."""
    accounts = {name: user(name) for branch in BRANCHES.values() for name in _names(branch)}
    accounts[COMMITTEE] = user(COMMITTEE)
    people = {person.user.username: person for person in Person.objects.select_related("user") if person.user}
    units = {unit.code: unit for unit in Unit.objects.all()}
    for name, key, moved, records in PEOPLE:
        _play(people[name], BRANCHES[key], units, accounts, people, moved, records)
    for branch in BRANCHES.values():
        planning.set_quota(
            unit=units[branch.code], year=clock.today().year, quota=branch.quota, by=accounts[COMMITTEE]
        )
    reminders = remind(clock.today())
    return f"{len(PEOPLE)} cases, {reminders} reminders"


def _names(branch: Branch) -> tuple[str, str]:
    return branch.secretary, branch.commissioner


def _play(
    person: Person,
    branch: Branch,
    units: dict[str, Unit],
    accounts: dict[str, User],
    people: dict[str, Person],
    moved: int,
    records: int,
) -> None:
    """Take the first records of the plan, each on its day; the standings follow from them."""
    if person.party_status != PartyStatus.EMPLOYEE:
        first = person.standings.order_by("valid_from").first()
        if first is not None:
            organization.take_back_standings(person=person, since=first.valid_from, by=None)
    case: DevelopmentCase | None = None
    for number, ago in DAYS_AGO[:records]:
        day = workday(clock.today() - timedelta(days=ago + moved))
        officers = COMMITTEE if STEPS[number].is_superior else branch.secretary
        by = accounts[branch.commissioner if number in {2, 5, 6, 12} else officers]
        values = _fill_in(number, day, [people[name].pk for name in branch.members])
        with clock.frozen_at(moment_of(day, 60 + number)):
            if case is None:
                case = services.open_case(person=person, unit=units[branch.code], values=values, by=by)
            else:
                services.record_step(case=case, number=number, values=values, by=by)


def _fill_in(number: int, day: date, members: list[int]) -> Values:
    step = STEPS[number]
    told: dict[str, Any] = {"result": step.results[0], "place": f"发展党员卷{number:02d}"}
    if Part.VOTES in step.parts:
        told |= {
            "eligible": 16,
            "present": 15,
            "votes_for": 15,
            "votes_against": 0,
            "votes_abstained": 0,
        }
    if Part.TRAINING in step.parts:
        told |= {"training_days": 3, "training_hours": 24}
    if Part.CONTACTS in step.parts:
        told["people"] = tuple(members[:1])
    if Part.INTRODUCERS in step.parts:
        told["people"] = tuple(members)
    return Values(on=day, **told)
