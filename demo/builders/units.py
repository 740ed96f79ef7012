"""The history of the units: a former name, a branch that was merged, mass organizations, terms."""

from datetime import date, timedelta

from core.clock import today
from demo import material
from demo.past import moment_of, standing_at
from organization import services as organization
from organization.models import Person, Unit
from organization.types import PartyStatus, UnitKind
from organization.units import reorganizing, services, terms
from organization.units.models import Committee

MASS_ORGANIZATIONS = (
    ("WJ-GH", UnitKind.UNION, "望江装备制造有限公司工会委员会", "公司工会"),
    ("WJ-TW", UnitKind.YOUTH_LEAGUE, "共青团望江装备制造有限公司委员会", "公司团委"),
)
FORMER_NAME, FORMER_SHORT_NAME, RENAMED_ON = "行政办公室党支部", "行政办支部", date(2025, 3, 3)
MERGED_ON = date(2025, 1, 6)
WITH_COMMITTEE = ("WJ", "WJ-JG", "WJ-JG-ZH", "WJ-JG-SC")
"""The branch that is not named has enough members for a committee and none: the coverage warns of it."""


def is_built() -> bool:
    """Return whether a committee was elected."""
    return Committee.objects.exists()


def build() -> str:
    """Rename, merge and set up as it happened, and elect the committees; say what there is."""
    founded = material.people().founded
    with standing_at(moment_of(founded)):
        _set_up(founded)
        for code in WITH_COMMITTEE:
            terms.elect_committee(unit=_unit(code), first_day=founded, by=None)
    with standing_at(moment_of(MERGED_ON)):
        reorganizing.merge_units(
            units=[_unit("WJ-JG-ZL")],
            into=_unit("WJ-JG-JS"),
            on=MERGED_ON,
            by=None,
            reason="机构调整，质量检验并入技术质量",
        )
    with standing_at(moment_of(RENAMED_ON)):
        _rename_back()
    # One term ends within the notice, whenever the demo is built.
    soon = Committee.objects.get(unit__code="WJ-JG-ZH")
    terms.postpone_election(
        committee=soon,
        planned_end=max(today(), founded) + timedelta(days=45),
        by=None,
        reason="经上级党组织同意，与年度工作会议一并筹备",
    )
    told = terms.remind_of_ends()
    return f"{Committee.objects.count()} committees, {told} reminders"


def _unit(code: str) -> Unit:
    unit: Unit = Unit.objects.get(code=code)
    return unit


def _set_up(founded: date) -> None:
    root = _unit("WJ")
    for code, kind, name, short_name in MASS_ORGANIZATIONS:
        unit = services.create_unit(
            name=name, short_name=short_name, kind=kind, code=code, parent=root, valid_from=founded, by=None
        )
        for person in Person.objects.filter(
            party_status__in=[PartyStatus.ACTIVIST, PartyStatus.EMPLOYEE]
        ).order_by("pk"):
            organization.join_unit(person=person, unit=unit, valid_from=founded, by=None)
    services.create_unit(
        name="质量检验党支部",
        short_name="质量检验支部",
        kind=UnitKind.BRANCH,
        code="WJ-JG-ZL",
        parent=_unit("WJ-JG"),
        valid_from=founded,
        by=None,
    )
    unit = _unit("WJ-JG-ZH")
    services.rename_unit(unit=unit, name=FORMER_NAME, short_name=FORMER_SHORT_NAME, on=founded, by=None)


def _rename_back() -> None:
    now_called = next(unit for unit in material.people().units if unit.code == "WJ-JG-ZH")
    services.rename_unit(
        unit=_unit("WJ-JG-ZH"),
        name=now_called.name,
        short_name=now_called.short_name,
        on=RENAMED_ON,
        by=None,
        reason="职责调整",
    )
