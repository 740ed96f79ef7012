"""Organization relations on their way between branches and outside, members away with their contacts."""

from contextlib import AbstractContextManager
from datetime import date, timedelta

from accounts.models import User
from core import clock
from demo.builders.people import user
from demo.past import moment_of, workday
from organization.models import Person, Unit
from organization.relations import services, staying
from organization.relations.models import Transfer
from organization.relations.reminding import remind
from organization.relations.told import Absence, Letter

COMMITTEE = "pei.jingxing"
SECRETARY = {"WJ-JG-ZH": "han.yuning", "WJ-JG-SC": "shi.wangyue", "WJ-JG-JS": "su.wenqu"}
COMMISSIONER = {"WJ-JG-ZH": "lu.yuanshan", "WJ-JG-SC": "tang.linshen", "WJ-JG-JS": "shao.qinghe"}
AWAY = (
    # who, branch, began how many days ago, back in how many, place, reason, host, fixed, abroad, contacts
    ("hou.junyan", "WJ-JG-JS", 215, 150, "青川风电项目部", "project", "", True, False, (200, 118, 30)),
    ("jia.sudan", "WJ-JG-JS", 130, 240, "境外联合实验室", "study", "", True, True, (96,)),
    ("wan.lishu", "WJ-JG-JS", 100, 80, "", "secondment", "WJ-JG-ZH", False, False, ()),
    ("xiong.baichuan", "WJ-JG-SC", 240, -6, "临江港机服务站", "project", "", False, False, (150, 70)),
)


def is_built() -> bool:
    """Return whether there are transfers."""
    return Transfer.objects.exists()


def build() -> str:
    """Send and receive relations, each step on its day; register who is away; remind of what is due."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    people = {person.user.username: person for person in Person.objects.select_related("user") if person.user}
    _bring_in(units)
    _send(people["wei.rangshan"], units["WJ-JG-SC"], 5, to_unit=units["WJ-JG-ZH"])
    outward = _send(people["xiang.nanzhi"], units["WJ-JG-JS"], 80, outside="中共北川水务集团有限公司委员会")
    with _day(78, 90):
        services.approve_transfer(transfer=outward, by=user(COMMITTEE))
    _send(people["qiu.daoheng"], units["WJ-JG-SC"], 2, outside="中共江北精工有限公司委员会")
    _draft(people["tao.jinyu"], units["WJ-JG-ZH"], 1, to_unit=units["WJ-JG-JS"])
    for row in AWAY:
        _register(people, units, *row)
    _register_guest(units["WJ-JG-ZH"])
    reminders = remind(clock.today())
    return f"{Transfer.objects.count()} transfers, {len(AWAY) + 1} mobile members, {reminders} reminders"


def _ago(days: int) -> date:
    return workday(clock.today() - timedelta(days=days))


def _day(days: int, minutes: int = 30) -> AbstractContextManager[None]:
    return clock.frozen_at(moment_of(_ago(days), minutes))


def _secretary(unit: Unit) -> User:
    return user(SECRETARY[unit.code])


def _draft(
    person: Person, unit: Unit, ago: int, *, to_unit: Unit | None = None, outside: str = ""
) -> Transfer:
    with _day(ago):
        return services.draft_transfer(
            person=person,
            from_unit=unit,
            to_unit=to_unit,
            outside=outside,
            reason="work",
            by=_secretary(unit),
        )


def _send(
    person: Person, unit: Unit, ago: int, *, to_unit: Unit | None = None, outside: str = ""
) -> Transfer:
    transfer = _draft(person, unit, ago, to_unit=to_unit, outside=outside)
    with _day(ago, 60):
        return services.send_transfer(transfer=transfer, by=_secretary(unit))


def _bring_in(units: dict[str, Unit]) -> None:
    """A member comes with a letter from outside: the secretary registers it, the commissioner receives."""
    unit = units["WJ-JG-SC"]
    letter = Letter(
        name="庄启明",
        standing="full_member",
        outside="中共江北精工有限公司委员会",
        number="江精组字〔2026〕第018号",
        issued_on=_ago(30),
        valid_until=_ago(30) + timedelta(days=90),
        joined_on=date(2016, 6, 24),
    )
    with _day(24):
        transfer = services.register_letter(to_unit=unit, letter=letter, by=_secretary(unit))
    with _day(22):
        services.receive_transfer(transfer=transfer, by=user(COMMISSIONER[unit.code]))


def _register(
    people: dict[str, Person],
    units: dict[str, Unit],
    name: str,
    branch: str,
    ago: int,
    back: int,
    place: str,
    reason: str,
    host: str,
    fixed: bool,
    abroad: bool,
    contacts: tuple[int, ...],
) -> None:
    unit = units[branch]
    absence = Absence(
        began_on=_ago(ago),
        reason=reason,
        host_unit=units[host] if host else None,
        place=place,
        is_fixed=fixed,
        is_abroad=abroad,
        expected_return=clock.today() + timedelta(days=back),
    )
    with _day(ago):
        stay = staying.register_stay(
            person=people[name], home_unit=unit, absence=absence, by=_secretary(unit)
        )
    for days in contacts:
        on = _ago(days)
        with _day(days):
            staying.log_contact(
                stay=stay,
                by=user(COMMISSIONER[branch]),
                on=on,
                way="phone",
                note="在岗，参加项目党小组学习",
            )


def _register_guest(unit: Unit) -> None:
    absence = Absence(began_on=_ago(45), reason="secondment", expected_return=_ago(-120))
    with _day(45):
        staying.register_guest(
            host_unit=unit,
            name="邹平川",
            home_name="中共南屿装备研究院党支部",
            absence=absence,
            by=_secretary(unit),
        )
