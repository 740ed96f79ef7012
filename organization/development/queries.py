"""What can be read of member development, and who may do what with a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from core import clock
from organization import authority
from organization.authority import AnyUser
from organization.development.dates import RuleBook, RuleRow
from organization.development.models import (
    DevelopmentCase,
    DevelopmentRule,
    PlanQuota,
    RecordKind,
    StepRecord,
)
from organization.development.progress import Fact, Progress, fold
from organization.development.steps import MEETING, STEPS, Step
from organization.development.types import CaseState, Doer, Refusal, Result, Stage
from organization.models import Membership, Person, Unit, valid_on
from organization.types import MembershipKind, PartyStatus, Subject, UnitKind, Verb
from organization.units.queries import standings_on


def rule_book() -> RuleBook:
    """Return every dated rule, in one query."""
    fields = ("id", "key", "value", "unit", "effective_from", "basis", "verified")
    return RuleBook(RuleRow(*row) for row in DevelopmentRule.objects.values_list(*fields))


def effective(records: Iterable[StepRecord]) -> list[StepRecord]:
    """Return the records that count, in the order in which they count; the corrected ones are left out."""
    rows = list(records)
    taken_back = {row.cancels_id for row in rows if row.cancels_id is not None}
    return sorted(
        (row for row in rows if row.kind == RecordKind.STEP and row.pk not in taken_back),
        key=lambda row: row.position,
    )


def fact_of(record: StepRecord) -> Fact:
    """Return a record as the fact that counts."""
    return Fact(record.number, record.on, record.result, record.extension_months or 0)


def progress_of(case: DevelopmentCase) -> Progress:
    """Return where a case stands (one query, none when its records were prefetched)."""
    return fold(fact_of(record) for record in effective(case.records.all()))


def superiors_of(unit: Unit) -> list[Unit]:
    """Return the party committees above a unit, the nearest first."""
    above = unit.get_ancestors().filter(kind=UnitKind.PARTY_COMMITTEE).order_by("-depth")
    return list(above)


def responsible_unit(case: DevelopmentCase, step: Step, superiors: list[Unit] | None = None) -> Unit | None:
    """Return the unit that records a step: the branch, the nearest committee, or the one above that.

    Where no second committee stands in the tree, the nearest one records that it has filed upwards.
    """
    if not step.is_superior:
        return case.unit
    above = superiors_of(case.unit) if superiors is None else superiors
    if not above:
        return None
    return above[1] if step.doer == Doer.HIGHER and len(above) > 1 else above[0]


def is_own(user: AnyUser, case: DevelopmentCase) -> bool:
    """Return whether the case is the user's own."""
    return user is not None and user.pk is not None and case.person.user_id == user.pk


def cases_in_reach(user: AnyUser) -> QuerySet[DevelopmentCase]:
    """Return the cases of the units whose development the user may see, without their own."""
    units = authority.units_allowed(user, Verb.VIEW, Subject.DEVELOPMENT)
    return (
        DevelopmentCase.objects.filter(unit__in=units)
        .exclude(person__user_id=getattr(user, "pk", None) or 0)
        .select_related("person", "unit")
    )


def find_case(user: AnyUser, case_id: int) -> DevelopmentCase | None:
    """Return a case in the user's reach, or nothing."""
    return cases_in_reach(user).filter(pk=case_id).first()


def own_cases(user: AnyUser) -> QuerySet[DevelopmentCase]:
    """Return the user's own cases, the newest first."""
    user_id = getattr(user, "pk", None) or 0
    return DevelopmentCase.objects.filter(person__user_id=user_id).select_related("person", "unit")


def may_keep(user: AnyUser, unit: Unit) -> bool:
    """Return whether the user keeps the cases of a branch: opens and closes them, records its steps."""
    return authority.allows(user, Verb.MANAGE, Subject.DEVELOPMENT, unit=unit)


def may_serve(user: AnyUser, unit: Unit) -> bool:
    """Return whether the user acts for a superior committee: records its steps, plans, sets rules."""
    return authority.allows(user, Verb.SERVE, Subject.DEVELOPMENT, unit=unit)


def why_not(
    user: AnyUser, case: DevelopmentCase, step: Step, *, superiors: list[Unit] | None = None
) -> Refusal | None:
    """Return why the user may not record a step of a case, or nothing.

    Whoever has recorded for one level in a case does not record for the other: the branch decides,
    the superior committee checks, and these are two people.
    """
    if is_own(user, case):
        return Refusal.OWN_CASE
    unit = responsible_unit(case, step, superiors)
    if unit is None:
        return Refusal.NO_SUPERIOR
    may_act = may_serve if step.is_superior else may_keep
    if not may_act(user, unit) or not authority.allows(user, Verb.VIEW, Subject.DEVELOPMENT, unit=case.unit):
        return Refusal.SUPERIOR if step.is_superior else Refusal.NO_GRANT
    mine = {record.number for record in case.records.all() if user and record.recorded_by_id == user.pk}
    if any(STEPS[number].is_superior != step.is_superior for number in mine):
        return Refusal.OTHER_LEVEL
    return None


def full_members_of(unit: Unit, day: date) -> QuerySet[Person]:
    """Return the people of a unit who are full members on that day."""
    there = Membership.objects.filter(valid_on(day), unit=unit, kind=MembershipKind.RELATION)
    people = list(Person.objects.filter(pk__in=there.values("person")))
    standing = standings_on(people, on=day)
    full = [person.pk for person in people if standing.get(person.pk) == PartyStatus.FULL_MEMBER]
    return Person.objects.filter(pk__in=full)


def applicants_of(unit: Unit) -> QuerySet[Person]:
    """Return the people of a branch for whom a case can be opened."""
    there = Membership.objects.filter(valid_on(clock.today()), unit=unit, kind=MembershipKind.RELATION)
    running = DevelopmentCase.objects.filter(state=CaseState.OPEN)
    people = Person.objects.filter(pk__in=there.values("person"))
    return people.exclude(pk__in=running.values("person")).exclude(party_status=PartyStatus.FULL_MEMBER)


def branches_kept(user: AnyUser) -> QuerySet[Unit]:
    """Return the branches in which the user may open cases."""
    units = authority.units_allowed(user, Verb.MANAGE, Subject.DEVELOPMENT)
    return units.filter(valid_on(clock.today()), kind=UnitKind.BRANCH)


def officers_of(unit: Unit, step: Step) -> QuerySet[User]:
    """Return the users who record a step by a grant at the responsible unit itself."""
    verb = Verb.SERVE if step.is_superior else Verb.MANAGE
    return authority.officers_of(unit, verb, Subject.DEVELOPMENT)


def count_stages(cases: QuerySet[DevelopmentCase]) -> list[tuple[Stage, int]]:
    """Return how many of the cases are open in each stage, in one query."""
    rows = cases.filter(state=CaseState.OPEN).order_by().values_list("stage").annotate(count=Count("pk"))
    found = dict(rows)
    return [(stage, found.get(stage.value, 0)) for stage in Stage]


def branches_planned_by(user: AnyUser, branches: Iterable[Unit]) -> set[int]:
    """Return those of the branches whose places the user plans: by a grant at the nearest committee."""
    committees = dict(Unit.objects.filter(kind=UnitKind.PARTY_COMMITTEE).values_list("path", "pk"))
    held = authority.units_allowed(user, Verb.SERVE, Subject.DEVELOPMENT)
    served = set(held.filter(kind=UnitKind.PARTY_COMMITTEE).values_list("pk", flat=True))
    found = set()
    for branch in branches:
        above = [path for path in committees if branch.path.startswith(path) and path != branch.path]
        if above and committees[max(above, key=len)] in served:
            found.add(branch.pk)
    return found


@dataclass(frozen=True)
class PlanLine:
    """A unit's year: the planned places, the people admitted, and those who may still be."""

    unit: Unit
    planned: int | None
    admitted: int
    on_the_way: int

    @property
    def is_over(self) -> bool:
        """Whether more people were admitted than planned."""
        return self.admitted > (self.planned or 0)

    @property
    def is_tight(self) -> bool:
        """Whether those on the way are more than the places left."""
        return self.admitted + self.on_the_way > (self.planned or 0)


def plan_of(units: QuerySet[Unit], year: int) -> list[PlanLine]:
    """Return the plan of a year for the branches among the units, in four queries."""
    branches = list(units.filter(kind=UnitKind.BRANCH).order_by("path"))
    quotas = PlanQuota.objects.filter(unit__in=branches, year=year).order_by("pk")
    planned = {row.unit_id: row.quota for row in quotas}
    meetings = StepRecord.objects.filter(
        number=MEETING,
        kind=RecordKind.STEP,
        result=Result.PASSED,
        on__year=year,
        unit__in=branches,
        taken_back_by=None,
    )
    admitted = dict(meetings.order_by().values_list("unit").annotate(Count("case", distinct=True)))
    waiting = DevelopmentCase.objects.filter(
        Q(stage=Stage.CANDIDATE) | Q(stage=Stage.ADMISSION, current_step__lte=MEETING),
        state=CaseState.OPEN,
        unit__in=branches,
    )
    on_the_way = dict(waiting.order_by().values_list("unit").annotate(Count("pk")))
    return [
        PlanLine(unit, planned.get(unit.pk), admitted.get(unit.pk, 0), on_the_way.get(unit.pk, 0))
        for unit in branches
    ]
