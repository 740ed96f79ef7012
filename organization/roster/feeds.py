"""A feed of another system is compared with the roster: it proposes, an officer decides, nothing is deleted.

A feed names who works where. What it may propose: a new person, another name, for an employee another
unit, and that somebody is no longer there. A party member moves by a transfer of the organization
relation only, so a feed never proposes a member's unit.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, Refused
from organization import services as kernel
from organization.authority import allows
from organization.models import (
    NAME_LENGTH,
    Membership,
    Person,
    Unit,
    check_person_name,
    check_staff_number,
    valid_on,
)
from organization.roster import conf, sheets
from organization.roster.columns import heading, match_heading
from organization.roster.models import FeedProposal, FeedRun
from organization.roster.types import ProposalKind, ProposalState, RunState
from organization.types import MembershipKind, PartyStatus, Subject, Verb

NEEDED = ("staff_number", "name", "unit_code")
MOST_ERRORS = 100
BLOCK = 500


@dataclass(frozen=True)
class FeedRow:
    """What a feed says of one person."""

    row: int
    staff_number: str
    name: str
    unit_code: str


@dataclass(frozen=True)
class _Known:
    person_id: int
    staff_number: str
    name: str
    status: str
    unit: Unit | None


@dataclass
class _Difference:
    """What one comparison found, before anything is written."""

    proposals: dict[str, FeedProposal] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    errors: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    bad_rows: int = 0

    def note(self, row: FeedRow, text: str) -> None:
        """Remember a row that says nothing usable."""
        self.bad_rows += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append({"row": row.row, "text": text})

    def count(self, kind: ProposalKind) -> int:
        """Return how many proposals of a kind there are."""
        return sum(proposal.kind == kind for proposal in self.proposals.values())


def read_feed(file: IO[bytes], name: str) -> Iterator[FeedRow]:
    """Return the rows of a feed that comes as .csv or .xlsx with the headings of the template."""
    with sheets.open_sheet(file, name) as sheet:
        rows = iter(sheet.rows)
        columns = [match_heading(cell) for cell in next(rows, (0, ()))[1]]
        missing = [heading(column) for column in NEEDED if column not in columns]
        if missing:
            raise Invalid(_("These columns are missing: %(columns)s") % {"columns": "、".join(missing)})
        for number, cells in rows:
            given = dict(zip(columns, cells, strict=False))
            texts = {column: str(given.get(column) or "").strip() for column in NEEDED}
            yield FeedRow(number, texts["staff_number"], texts["name"], texts["unit_code"])


@transaction.atomic
def compare(
    *,
    source: str,
    rows: Iterable[FeedRow],
    under: Unit | None = None,
    sha256: str = "",
    allow_large: bool = False,
) -> FeedRun:
    """Compare a feed with the people who are there today (in a unit and below), and keep what it proposes.

    A feed that would change more than the agreed share is held as a whole: nothing of it is proposed.
    """
    if not source.strip():
        raise Invalid(_("Name the system from which the feed comes."))
    known = _known_people(under)
    found = _compare(known, rows, source, under)
    changes = found.count(ProposalKind.CHANGED) + found.count(ProposalKind.MISSING)
    is_large = changes >= conf.fewest_held() and changes > conf.largest_share() * len(known)
    run = FeedRun.objects.create(
        source=source,
        state=RunState.HELD if is_large and not allow_large else RunState.COMPARED,
        sha256=sha256,
        rows=found.rows,
        bad_rows=found.bad_rows,
        known=len(known),
        new=found.count(ProposalKind.NEW),
        changed=found.count(ProposalKind.CHANGED),
        missing=found.count(ProposalKind.MISSING),
        errors=found.errors,
    )
    if run.state == RunState.COMPARED:
        _keep_proposals(run, found, under)
    return run


def _known_people(under: Unit | None) -> dict[str, _Known]:
    related = (
        Membership.objects.filter(valid_on(clock.today()), kind=MembershipKind.RELATION)
        .exclude(person__staff_number="")
        .select_related("unit", "person")
    )
    if under is not None:
        related = related.filter(unit__path__startswith=Unit.objects.get(pk=under.pk).path)
    return {
        row.person.staff_number.lower(): _Known(
            row.person_id, row.person.staff_number, row.person.name, row.person.party_status, row.unit
        )
        for row in related.iterator(chunk_size=2000)
    }


def _compare(
    known: dict[str, _Known], rows: Iterable[FeedRow], source: str, under: Unit | None
) -> _Difference:
    found = _Difference()
    today = clock.today()
    standing = Unit.objects.filter(valid_on(today))
    if under is not None:
        standing = standing.filter(path__startswith=Unit.objects.get(pk=under.pk).path)
    units = {unit.code.lower(): unit for unit in standing}
    # Who is in the roster but belongs nowhere today (or elsewhere) is met again under the same number.
    elsewhere = dict(
        Person.objects.exclude(staff_number="")
        .exclude(pk__in=[person.person_id for person in known.values()] if len(known) < BLOCK else [])
        .values_list("staff_number", "pk")
    )
    others = {number.lower(): pk for number, pk in elsewhere.items() if number.lower() not in known}
    for row in rows:
        found.rows += 1
        key = row.staff_number.lower()
        wrong = _wrong_with(row, key in found.present)
        if key:
            found.present.add(key)
        unit = units.get(row.unit_code.lower())
        if wrong or unit is None:
            found.note(row, wrong or _("There is no unit with the code %(code)s.") % {"code": row.unit_code})
            continue
        person = known.get(key)
        if person is None:
            change: dict[str, list[str]] = {"name": ["", row.name], "unit": ["", unit.code]}
            kind, place, person_id = ProposalKind.NEW, unit, others.get(key)
        else:
            change, place = _changes(person, row, unit)
            kind, person_id = ProposalKind.CHANGED, person.person_id
        if change:
            found.proposals[key] = _propose(source, kind, row.staff_number, person_id, place, change)
    for key in known.keys() - found.present:
        gone = known[key]
        assert gone.unit is not None  # noqa: S101 (the query asked for a unit)
        change = {"unit": [gone.unit.code, ""]}
        found.proposals[key] = _propose(
            source, ProposalKind.MISSING, gone.staff_number, gone.person_id, gone.unit, change
        )
    return found


def _wrong_with(row: FeedRow, is_repeated: bool) -> str:
    if not row.staff_number or not row.name:
        return _("Staff number or name is missing.")
    if is_repeated:
        return _("The staff number stands in the feed twice.")
    try:
        check_person_name(row.name)
        check_staff_number(row.staff_number)
    except ValidationError as error:
        return " ".join(error.messages)
    if len(row.name) > NAME_LENGTH or len(row.staff_number) > 40:
        return _("Staff number or name is too long.")
    return ""


def _changes(person: _Known, row: FeedRow, unit: Unit) -> tuple[dict[str, list[str]], Unit]:
    change = {}
    if person.name != row.name:
        change["name"] = [person.name, row.name]
    place = person.unit or unit
    if person.status == PartyStatus.EMPLOYEE and place.pk != unit.pk:
        change["unit"] = [place.code, unit.code]
    return change, place


def _propose(
    source: str,
    kind: ProposalKind,
    number: str,
    person_id: int | None,
    unit: Unit,
    change: dict[str, list[str]],
) -> FeedProposal:
    facts = json.dumps([kind, number.lower(), person_id, change], ensure_ascii=False, sort_keys=True)
    return FeedProposal(
        source=source,
        kind=kind,
        staff_number=number,
        person_id=person_id,
        unit=unit,
        change=change,
        fingerprint=hashlib.sha256(facts.encode()).hexdigest(),
    )


def _keep_proposals(run: FeedRun, found: _Difference, under: Unit | None) -> None:
    """Add what is new, leave what stands or was declined, and put away what no longer holds."""
    standing = FeedProposal.objects.filter(
        source=run.source, state__in=[ProposalState.OPEN, ProposalState.DECLINED]
    )
    if under is not None:
        standing = standing.filter(unit__path__startswith=Unit.objects.get(pk=under.pk).path)
    kept: set[str] = set()
    outdated = []
    for old in standing.only("pk", "staff_number", "fingerprint", "state").iterator(chunk_size=BLOCK):
        key = old.staff_number.lower()
        wanted = found.proposals.get(key)
        if wanted is not None and wanted.fingerprint == old.fingerprint:
            kept.add(key)
        else:
            outdated.append(old.pk)
    for start in range(0, len(outdated), BLOCK):
        FeedProposal.objects.filter(pk__in=outdated[start : start + BLOCK]).update(
            state=ProposalState.OUTDATED
        )
    fresh = [proposal for key, proposal in found.proposals.items() if key not in kept]
    for proposal in fresh:
        proposal.run = run
    FeedProposal.objects.bulk_create(fresh, batch_size=BLOCK)


def open_proposals(units: QuerySet[Unit]) -> QuerySet[FeedProposal]:
    """Return the open proposals about these units."""
    found = FeedProposal.objects.filter(state=ProposalState.OPEN, unit__in=units)
    return found.select_related("unit", "person").order_by("unit__path", "staff_number", "pk")


def _open_proposal(proposal: FeedProposal, by: User) -> FeedProposal:
    proposal = FeedProposal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=proposal.pk)
    if not allows(by, Verb.MANAGE, Subject.ROSTER, unit=proposal.unit):
        raise Refused(_("You do not keep the roster of this unit."))
    if proposal.state != ProposalState.OPEN:
        raise Conflict(_("This proposal was decided before."))
    return proposal


@transaction.atomic
def accept(*, proposal: FeedProposal, by: User) -> FeedProposal:
    """Do what a proposal says; refuse when the roster no longer is as the feed found it."""
    proposal = _open_proposal(proposal, by)
    act = {
        ProposalKind.NEW: _accept_new,
        ProposalKind.CHANGED: _accept_change,
        ProposalKind.MISSING: _accept_missing,
    }[ProposalKind(proposal.kind)]
    act(proposal, by)
    return _decide(proposal, ProposalState.ACCEPTED, by)


@transaction.atomic
def decline(*, proposal: FeedProposal, by: User) -> FeedProposal:
    """Put a proposal away; the same feed does not bring it again."""
    return _decide(_open_proposal(proposal, by), ProposalState.DECLINED, by)


def _decide(proposal: FeedProposal, state: ProposalState, by: User) -> FeedProposal:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, clock.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    return proposal


def _accept_new(proposal: FeedProposal, by: User) -> None:
    person = proposal.person
    if person is None:
        person = kernel.create_person(
            name=proposal.change["name"][1], staff_number=proposal.staff_number, by=None
        )
    kernel.join_unit(person=person, unit=proposal.unit, by=None)


def _accept_change(proposal: FeedProposal, by: User) -> None:
    person = _unchanged_person(proposal)
    if "name" in proposal.change:
        kernel.correct_particulars(person=person, name=proposal.change["name"][1], by=None)
    if "unit" in proposal.change:
        target = Unit.objects.filter(code=proposal.change["unit"][1]).first()
        if target is None or not allows(by, Verb.MANAGE, Subject.ROSTER, unit=target):
            raise Refused(_("You do not keep the roster of the unit to which the person would move."))
        _end_memberships(person, before=True)
        kernel.join_unit(person=person, unit=target, by=None)


def _accept_missing(proposal: FeedProposal, by: User) -> None:
    person = _unchanged_person(proposal)
    if person.party_status in {PartyStatus.FULL_MEMBER, PartyStatus.PROBATIONARY}:
        raise Conflict(_("A party member leaves by a transfer of the organization relation. Start it first."))
    _end_memberships(person, before=False)


def _unchanged_person(proposal: FeedProposal) -> Person:
    assert proposal.person_id is not None  # noqa: S101 (only a new person has none)
    person = Person.objects.select_for_update(of=("self",)).get(pk=proposal.person_id)
    place = _place_of(person)
    now_is = {"name": person.name, "unit": place.unit.code if place else ""}
    if any(now_is[name] != old for name, (old, _new) in proposal.change.items()):
        raise Conflict(_("The roster has changed since this was proposed. Compare again."))
    return person


def _place_of(person: Person) -> Membership | None:
    related = person.memberships.filter(valid_on(clock.today()), kind=MembershipKind.RELATION)
    return related.select_related("unit").first()


def _end_memberships(person: Person, *, before: bool) -> None:
    """End what a person belongs to with today, or with yesterday when another unit follows today."""
    today = clock.today()
    open_rows = person.memberships.filter(valid_on(today))
    if before:
        open_rows = open_rows.filter(kind=MembershipKind.RELATION)
    for membership in open_rows.select_related("unit"):
        last = today - timedelta(days=1) if before else today
        if membership.valid_from > last:
            raise Conflict(_("The person came into this unit today. Decide this tomorrow."))
        kernel.leave_unit(membership=membership, last_day=last, by=None)
