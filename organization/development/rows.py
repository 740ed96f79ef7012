"""Writing the rows of a case with their evidence, and bringing what follows from them in line."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Conflict
from evidence import services as evidence
from organization import services as organization
from organization.development.judgement import Judgement, Values
from organization.development.models import DevelopmentCase, RecordKind, StepParticipant, StepRecord
from organization.development.progress import Progress
from organization.development.steps import LAST, Step
from organization.development.types import CaseState, Part, Result
from organization.models import Person, Unit
from organization.signals import step_recorded
from organization.types import PartyStatus


def write_step(
    case: DevelopmentCase,
    step: Step,
    values: Values,
    found: Judgement,
    *,
    by: User,
    unit: Unit,
    sequence: int,
    position: int | None = None,
) -> StepRecord:
    """Write the row of a step with what it asks for, and its evidence."""
    parts: dict[str, Any] = {}
    if Part.VOTES in step.parts:
        names = ("eligible", "present", "votes_for", "votes_against", "votes_abstained")
        parts |= {name: getattr(values, name) for name in names}
    if Part.TRAINING in step.parts:
        parts |= {"training_days": values.training_days, "training_hours": values.training_hours}
    if Part.EXTENSION in step.parts and values.extension_months and values.result == Result.EXTENDED:
        parts["extension_months"] = values.extension_months
    if Part.LEAVING in step.parts:
        parts["leaving"] = values.leaving
    deadline = found.window.deadline if found.window else None
    keeps_reason = found.late or values.leaving
    record = StepRecord(
        case=case,
        sequence=sequence,
        position=position or sequence,
        number=step.number,
        on=values.on,
        result=values.result,
        place=values.place.strip(),
        reason=values.reason.strip() if keeps_reason else "",
        deadline=deadline.day if deadline else None,
        is_late=found.late,
        rules=list({rule.id: rule.version() for rule in found.rules}.values()),
        unit=unit,
        recorded_by=by,
        **parts,
    )
    _insert(record)
    named = values.people if {Part.CONTACTS, Part.INTRODUCERS} & set(step.parts) else ()
    StepParticipant.objects.bulk_create(
        [StepParticipant(record=record, person_id=person_id) for person_id in sorted(set(named))]
    )
    facts = {
        "record_id": record.pk,
        "sequence": sequence,
        "position": record.position,
        "step": step.number,
        "on": values.on.isoformat(),
        "result": str(values.result),
        "late": found.late,
        "unit_id": unit.pk,
        "people": sorted(set(named)),
        "rules": [rule["id"] for rule in record.rules],
    } | {name: value for name, value in parts.items() if value is not None}
    told = {"place": record.place, "reason": record.reason}
    record_evidence(case, "organization.development_step", facts, by, told)
    return record


def write_counter(
    case: DevelopmentCase, wrong: StepRecord, *, by: User, unit: Unit, reason: str, sequence: int
) -> StepRecord:
    counter = StepRecord(
        case=case,
        sequence=sequence,
        position=wrong.position,
        kind=RecordKind.COUNTER,
        cancels=wrong,
        number=wrong.number,
        on=wrong.on,
        result=wrong.result,
        reason=reason,
        unit=unit,
        recorded_by=by,
    )
    _insert(counter)
    facts = {"record_id": counter.pk, "sequence": sequence, "cancels_id": wrong.pk, "step": wrong.number}
    record_evidence(case, "organization.development_corrected", facts, by, {"reason": reason})
    return counter


def _insert(record: StepRecord) -> None:
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        raise Conflict(
            _("The case has gone on since you opened it. Look at it again; nothing was recorded.")
        ) from error


RANKS = (
    PartyStatus.EMPLOYEE,
    PartyStatus.ACTIVIST,
    PartyStatus.DEVELOPMENT_CANDIDATE,
    PartyStatus.PROBATIONARY,
    PartyStatus.FULL_MEMBER,
)
"""The standings on the way to membership, in order."""


def begin_standings(person: Person, day: date) -> None:
    """Let what is known of a person's standing reach back to the day of the application."""
    first = person.standings.order_by("valid_from").first()
    if first is None or first.valid_from <= day:
        return
    if first.status == PartyStatus.EMPLOYEE:
        person.standings.filter(pk=first.pk).update(valid_from=day)
    else:
        person.standings.create(
            status=PartyStatus.EMPLOYEE, valid_from=day, valid_to=first.valid_from - organization.ONE_DAY
        )


def _given(case: DevelopmentCase, progress: Progress) -> list[tuple[PartyStatus, date]]:
    """Return the standings that the case gives.

    The case of somebody who was further on when it was opened is filled in afterwards: until the
    steps have caught up, the person stays what they were.
    """
    reached = RANKS.index(PartyStatus(case.standing_before))
    return [
        (status, since)
        for status, since in progress.standings
        if RANKS.index(status) > reached or status == PartyStatus.EMPLOYEE
    ]


def _settle_standing(case: DevelopmentCase, before: Progress, after: Progress) -> None:
    """Give the person the standing that the records say, from the day that they say."""
    person, old, new = case.person, _given(case, before), _given(case, after)
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    changed = [since for _status, since in [*old[same:], *new[same:]]]
    if not changed:
        return
    current = person.standings.filter(valid_to=None).first()
    if same < len(old) or (current is not None and current.valid_from > min(changed)):
        organization.take_back_standings(person=person, since=min(changed), by=None)
        while same and new[same - 1][1] >= min(changed):
            same -= 1  # what began on that very day went with it
    for status, since in new[same:]:
        organization.change_standing(person=person, status=status, by=None, valid_from=since)
    members = {PartyStatus.PROBATIONARY, PartyStatus.FULL_MEMBER}
    is_member = after.standing is not None and after.standing[0] in members
    meeting = [since for status, since in after.standings if status == PartyStatus.PROBATIONARY]
    note_joining(person, meeting[-1] if is_member and meeting else None)


def note_joining(person: Person, day: date | None) -> None:
    """Keep the day of joining: that of the branch meeting; none while the person is no member."""
    Person.objects.filter(pk=person.pk).update(joined_on=day)


def settle(case: DevelopmentCase, before: Progress, after: Progress, by: User) -> None:
    """Bring everything that follows from the records in line with them, and tell of it."""
    case.current_step, case.stage = after.current.number, after.stage
    case.save(update_fields=["current_step", "stage"])
    if after.standings != before.standings:
        _settle_standing(case, before, after)
    if after.cancelled_on is not None:
        close(case, CaseState.CANCELLED, after.cancelled_on, by, "")
    elif after.is_complete:
        close(case, CaseState.COMPLETED, after.done[LAST].on, by, "")
    else:
        step_recorded.send(case_id=case.pk)


def close(case: DevelopmentCase, state: CaseState, on: date, by: User, reason: str) -> None:
    case.state, case.closed_on, case.closed_by, case.closing_reason = state, on, by, reason
    case.save(update_fields=["state", "closed_on", "closed_by", "closing_reason"])
    facts = {"state": str(state), "on": on.isoformat()}
    record_evidence(case, "organization.development_closed", facts, by, {"reason": reason})
    step_recorded.send(case_id=case.pk)


def record_evidence(
    case: DevelopmentCase,
    kind: str,
    facts: dict[str, Any],
    by: User | None,
    personal: dict[str, str] | None = None,
) -> None:
    evidence.append(
        kind=kind,
        facts={"case_id": case.pk, "person_id": case.person_id} | facts,
        personal={name: text for name, text in (personal or {}).items() if text},
        by_id=by.pk if by else None,
    )
