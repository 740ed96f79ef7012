"""What can be done with a case of member development. The rules decide, whoever asks."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, NotFound, Refused
from organization import authority
from organization import services as organization
from organization.development import queries
from organization.development import rows as case_rows
from organization.development.dates import RuleBook
from organization.development.judgement import Judgement, Values, judge
from organization.development.models import (
    CaseMove,
    DevelopmentCase,
    StepRecord,
)
from organization.development.progress import Progress, fold
from organization.development.steps import APPROVAL, CONVERTED, STEPS, Step
from organization.development.types import CaseState, Part, Refusal
from organization.models import Membership, Person, Unit, valid_on
from organization.signals import step_recorded
from organization.types import MembershipKind, PartyStatus, Subject, UnitKind, Verb

LONGEST_REASON = 300
LONGEST_PLACE = 100


@transaction.atomic
def open_case(*, person: Person, unit: Unit, values: Values, by: User) -> DevelopmentCase:
    """Open the case of a person who has applied; the application is its first record."""
    if not queries.may_keep(by, unit):
        raise Refused(Refusal.NO_GRANT.label)
    if unit.kind != UnitKind.BRANCH:
        raise Invalid(
            _("Member development is the work of a branch."), fields={"unit": _("Choose a branch.")}
        )
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not _belongs(person, unit, values.on) or not _belongs(person, unit, clock.today()):
        raise Invalid(
            _("This person does not belong to the branch on that day."),
            fields={"on": _("This person does not belong to the branch on that day.")},
        )
    if person.user_id == by.pk:
        raise Refused(Refusal.OWN_CASE.label)
    if person.development.filter(state=CaseState.OPEN).exists():
        raise Conflict(_("This person has an open case."))
    if person.party_status == PartyStatus.FULL_MEMBER:
        raise Conflict(_("This person is a full member."))
    found = judge(1, values, Progress(), queries.rule_book(), clock.today())
    _raise(found)
    case = DevelopmentCase(person=person, unit=unit, standing_before=person.party_status)
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as error:
        raise Conflict(_("This person has an open case.")) from error
    case_rows.write_step(case, STEPS[1], values, found, by=by, unit=unit, sequence=1)
    case_rows.begin_standings(person, values.on)
    case_rows.settle(case, Progress(), queries.progress_of(case), by)
    return case


@transaction.atomic
def record_step(
    *, case: DevelopmentCase, number: int, values: Values, by: User, expected: int | None = None
) -> StepRecord:
    """Record a step; refuse it out of order, before its time, by the wrong hand, or twice.

    `expected` is the number of rows that the caller has seen: when another officer was faster, nothing
    is written.
    """
    case, rows = _lock(case)
    step = STEPS.get(number)
    if step is None:
        raise NotFound(_("There is no such step."))
    unit = _require(by, case, step)
    _require_open(case)
    if expected is not None and expected != len(rows):
        raise Conflict(_("The case has gone on since you opened it. Look at it again; nothing was recorded."))
    book = queries.rule_book()
    before = fold(queries.fact_of(row) for row in queries.effective(rows))
    found = judge(number, values, before, book, clock.today())
    _check_people(case, step, values, found)
    _raise(found)
    record = case_rows.write_step(case, step, values, found, by=by, unit=unit, sequence=len(rows) + 1)
    case_rows.settle(case, before, queries.progress_of(_fresh(case)), by)
    return record


@transaction.atomic
def correct_step(*, record: StepRecord, values: Values | None, by: User, reason: str) -> StepRecord:
    """Take a record back by a counter-row of a second person, and write the right one in its place.

    Without values the last record is taken back and nothing stands in its place. What was recorded
    after it must still be allowed by the rules; otherwise nothing changes.
    """
    case, rows = _lock(record.case)
    step, counting = STEPS[record.number], queries.effective(rows)
    unit = _require(by, case, step)
    if record.recorded_by_id == by.pk:
        raise Refused(_("A second person corrects what was recorded; you recorded this yourself."))
    if case.state != CaseState.COMPLETED or values is None:
        _require_open(case)
    wrong = next((row for row in counting if row.pk == record.pk), None)
    if wrong is None:
        raise Conflict(_("This record has been corrected."))
    _require_reason(reason)
    before = fold(queries.fact_of(row) for row in counting)
    if values is None and (wrong.pk != counting[-1].pk or wrong.number == 1):
        raise Conflict(
            _("Only the last record can be taken back; put the right one in the place of this one.")
        )
    found = _rejudge(case, counting, wrong, values)
    counter = case_rows.write_counter(
        case, wrong, by=by, unit=unit, reason=reason.strip(), sequence=len(rows) + 1
    )
    right = counter
    if values is not None:
        right = case_rows.write_step(
            case, step, values, found, by=by, unit=unit, sequence=len(rows) + 2, position=wrong.position
        )
    case_rows.settle(case, before, queries.progress_of(_fresh(case)), by)
    return right


@transaction.atomic
def close_case(*, case: DevelopmentCase, on: date, reason: str, by: User, withdrawn: bool) -> DevelopmentCase:
    """End a case before its time: the person withdraws, or the organization ends it, with a reason."""
    case, rows = _lock(case)
    _require(by, case, STEPS[2])
    _require_open(case)
    _require_reason(reason)
    before = fold(queries.fact_of(row) for row in queries.effective(rows))
    if CONVERTED in before.done:
        raise Conflict(_("The person is a full member; only the papers are left to archive."))
    if APPROVAL in before.done and not withdrawn:
        raise Conflict(_("A probationary member is decided on by steps 23 and 24."))
    if on > clock.today() or on < max(before.last.values()):
        sentence = _("Choose a day from the last record (%(day)s) until today.") % {
            "day": max(before.last.values()).isoformat()
        }
        raise Invalid(sentence, fields={"on": sentence})
    state = CaseState.WITHDRAWN if withdrawn else CaseState.ENDED
    case_rows.close(case, state, on, by, reason.strip())
    if before.standing is not None:
        organization.change_standing(
            person=case.person, status=PartyStatus.EMPLOYEE, by=None, valid_from=on, reason=reason.strip()
        )
        case_rows.note_joining(case.person, None)
    return case


@transaction.atomic
def move_case(
    *, case: DevelopmentCase, unit: Unit, by: User | None, on: date | None = None
) -> DevelopmentCase:
    """Let a case go on in the unit to which the person's organization relation has moved."""
    case, _rows = _lock(case)
    day = on or clock.today()
    if by is not None and (case.person.user_id == by.pk or not queries.may_keep(by, unit)):
        raise Refused(Refusal.NO_GRANT.label)
    _require_open(case)
    if case.unit_id == unit.pk:
        return case
    if unit.kind != UnitKind.BRANCH or not _belongs(case.person, unit, day):
        raise Invalid(_("The case goes on in the branch to which the person belongs now."))
    move = CaseMove.objects.create(case=case, from_unit=case.unit, to_unit=unit, on=day, moved_by=by)
    case.unit = unit
    case.save(update_fields=["unit"])
    case_rows.record_evidence(
        case,
        "organization.development_moved",
        {"from_unit_id": move.from_unit_id, "to_unit_id": unit.pk, "on": day.isoformat()},
        by,
    )
    step_recorded.send(case_id=case.pk)
    return case


@transaction.atomic
def follow_person(*, person: Person, by: User | None = None) -> DevelopmentCase | None:
    """Move a person's open case to the branch that holds their relation today; return it if it moved."""
    case = DevelopmentCase.objects.filter(person=person, state=CaseState.OPEN).first()
    there = (
        Membership.objects.filter(valid_on(clock.today()), person=person, kind=MembershipKind.RELATION)
        .select_related("unit")
        .first()
    )
    if case is None or there is None or there.unit_id == case.unit_id or there.unit.kind != UnitKind.BRANCH:
        return None
    return move_case(case=case, unit=there.unit, by=by)


def _lock(case: DevelopmentCase) -> tuple[DevelopmentCase, list[StepRecord]]:
    """Return the case, locked until the end of the transaction, with every row it has."""
    locked = DevelopmentCase.objects.select_for_update(of=("self",)).select_related("person", "unit")
    found = locked.get(pk=case.pk)
    return found, list(found.records.all())


def _fresh(case: DevelopmentCase) -> DevelopmentCase:
    case._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    return case


def _belongs(person: Person, unit: Unit, day: date) -> bool:
    return person.memberships.filter(valid_on(day), unit=unit, kind=MembershipKind.RELATION).exists()


def _require(by: User, case: DevelopmentCase, step: Step) -> Unit:
    """Return the unit for which the user records the step, or refuse."""
    refusal = queries.why_not(by, case, step)
    unit = queries.responsible_unit(case, step)
    if refusal is not None or unit is None:
        if (
            not authority.allows(by, Verb.VIEW, Subject.DEVELOPMENT, unit=case.unit)
            and refusal != Refusal.OWN_CASE
        ):
            raise NotFound(_("There is no such case."))
        raise Refused((refusal or Refusal.NO_SUPERIOR).label)
    return unit


def _require_open(case: DevelopmentCase) -> None:
    if not case.is_open:
        raise Conflict(_("This case is closed."))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("State the reason."), fields={"why": _("State the reason.")})
    if len(reason.strip()) > LONGEST_REASON:
        sentence = _("At most %(count)s characters.") % {"count": LONGEST_REASON}
        raise Invalid(sentence, fields={"why": sentence})


def _raise(found: Judgement) -> None:
    """Raise what was found wrong: a step out of order is a conflict, the rest can be mended."""
    if not found.problems:
        return
    if "step" in found.problems:
        raise Conflict(found.problems["step"])
    raise Invalid(" ".join(dict.fromkeys(found.problems.values())), fields=found.problems)


def _check_people(case: DevelopmentCase, step: Step, values: Values, found: Judgement) -> None:
    if len(values.place) > LONGEST_PLACE:
        found.refuse("place", _("At most %(count)s characters.") % {"count": LONGEST_PLACE})
    if len(values.reason) > LONGEST_REASON:
        found.refuse("reason", _("At most %(count)s characters.") % {"count": LONGEST_REASON})
    if not {Part.CONTACTS, Part.INTRODUCERS} & set(step.parts):
        return
    if case.person_id in values.people:
        found.refuse("people", _("Nobody is their own contact or introducer."))
    full = set(queries.full_members_of(case.unit, values.on).values_list("pk", flat=True))
    if set(values.people) - full:
        found.refuse("people", _("Choose full members of the branch on that day."))


def _rejudge(
    case: DevelopmentCase, counting: list[StepRecord], wrong: StepRecord, values: Values | None
) -> Judgement:
    """Judge the right values in their place, and everything recorded after them again."""
    book, today = queries.rule_book(), clock.today()
    earlier = [row for row in counting if row.position < wrong.position]
    later = [row for row in counting if row.position > wrong.position]
    found, facts = Judgement(), [queries.fact_of(row) for row in earlier]
    if values is None:
        return found
    found = judge(wrong.number, values, fold(facts), book, today)
    _check_people(case, STEPS[wrong.number], values, found)
    _raise(found)
    facts.append(values.fact(wrong.number))
    for row in later:
        after = _judge_again(row, fold(facts), book, today)
        if after.problems:
            raise Conflict(
                _("What was recorded after it would no longer be allowed. %(sentence)s")
                % {"sentence": " ".join(after.problems.values())}
            )
        facts.append(queries.fact_of(row))
    return found


def _judge_again(row: StepRecord, progress: Progress, book: RuleBook, today: date) -> Judgement:
    people = tuple(row.participants.values_list("person_id", flat=True))
    told = Values(
        on=row.on,
        result=row.result,
        eligible=row.eligible,
        present=row.present,
        votes_for=row.votes_for,
        votes_against=row.votes_against,
        votes_abstained=row.votes_abstained,
        training_days=row.training_days,
        training_hours=row.training_hours,
        extension_months=row.extension_months,
        leaving=row.leaving,
        people=people,
        # A record that becomes late by the correction of an earlier one is shown so by its date.
        reason=row.reason or "-",
    )
    return judge(row.number, told, progress, book, today)
