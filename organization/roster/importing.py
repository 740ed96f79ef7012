"""A list of people comes in: it is checked as a whole, and entered as a whole or not at all.

Checking reads the file once, row by row, writes what it read beside it, and changes nothing else.
Entering reads those rows again inside one transaction, asks every question that depends on the
database once more, and writes in bulk. Neither holds more than a block of rows in memory, beside one
short note a staff number.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock, outbox
from core.errors import Conflict, Invalid, NotFound, Refused
from organization import tree
from organization.authority import allows
from organization.models import Membership, PartyStanding, Person
from organization.roster import sheets
from organization.roster.checking import Checker
from organization.roster.columns import REQUIRED, Entry, Finding, Reader, heading, match_heading
from organization.roster.models import ImportFinding, ImportJob
from organization.roster.types import ImportState
from organization.types import MembershipKind, Subject, Verb

BLOCK = 1000
MOST_FINDINGS = 500
"""How many findings of one import are kept; the rest is only counted."""
KEPT_UNDECIDED = timedelta(hours=24)
KEPT_FINDINGS = timedelta(days=30)


@transaction.atomic
def receive_list(*, file: IO[bytes], name: str, size: int, by: User, task: outbox.OutboxTask) -> ImportJob:
    """Take an uploaded list in and have it checked; refuse one that is too large or unreadable."""
    if not allows(by, Verb.MANAGE, Subject.ROSTER):
        raise Refused(_("Only who keeps the roster may do this."))
    sheets.check_file(file, name, size)
    job = ImportJob(by=by, file_name=name[-200:], size=size)
    digest = hashlib.sha256()
    for block in iter(lambda: file.read(1024 * 1024), b""):
        digest.update(block)
    file.seek(0)
    job.sha256 = digest.hexdigest()
    job.file = default_storage.save(f"roster/imports/{job.pk}.{sheets.kind_of(name)}", File(file))
    job.save()
    outbox.enqueue(task, job_id=str(job.pk))
    return job


def check(job_id: UUID) -> None:
    """Check every row of a waiting job; when one is wrong the whole list is refused."""
    job = ImportJob.objects.filter(pk=job_id, state=ImportState.WAITING).select_related("by").first()
    if job is None:
        return
    job.findings.all().delete()
    run = _Check(job)
    try:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as staged:
            with default_storage.open(job.file) as file, sheets.open_sheet(file, job.file_name) as sheet:
                run.read(sheet, staged)
            if not run.bad_rows:
                staged.seek(0)
                binary: Any = File(staged.buffer)  # type: ignore[arg-type]
                job.staged = default_storage.save(f"roster/imports/{job.pk}.rows", binary)
    except (Invalid, FileNotFoundError) as error:
        told = (
            str(error) if isinstance(error, Invalid) else _("The file is no longer there. Upload it again.")
        )
        _settle(job, ImportState.REFUSED, refusal=told)
        return
    if not ImportJob.objects.filter(pk=job_id, state=ImportState.WAITING).exists():
        _remove_files(job)  # it was discarded meanwhile
        return
    job.rows, job.bad_rows, job.new_people = run.rows, len(run.bad_rows), run.checker.new_people
    if run.rows == 0:
        _settle(job, ImportState.REFUSED, refusal=_("There are no rows below the headings."))
    elif run.bad_rows:
        _settle(job, ImportState.REFUSED, findings=run.findings)
    else:
        _settle(job, ImportState.CHECKED)


class _Check:
    """One pass over a file."""

    def __init__(self, job: ImportJob) -> None:
        self.job = job
        self.checker = Checker(job.by)
        self.findings: list[Finding] = []
        self.bad_rows: set[int] = set()
        self.rows = 0

    def read(self, sheet: sheets.Sheet, staged: Any) -> None:
        """Read every row, write the good ones aside, collect what is wrong."""
        rows = iter(sheet.rows)
        reader = Reader(_find_headings(rows), clock.today())
        while block := list(islice(rows, BLOCK)):
            entries = []
            for number, cells in block:
                entry, found = reader.read(number, cells)
                self._note(found)
                if entry is not None:
                    entries.append(entry)
            self._note(self.checker.check(entries))
            for entry in entries:
                staged.write(json.dumps(asdict(entry), default=date.isoformat, ensure_ascii=False) + "\n")
            self.rows += len(block)
            done = min(999, self.rows * 1000 // max(sheet.about, self.rows, 1))
            ImportJob.objects.filter(pk=self.job.pk).update(permille=done, rows=self.rows)
        staged.flush()

    def _note(self, found: Iterable[Finding]) -> None:
        for finding in found:
            self.bad_rows.add(finding.row)
            if len(self.findings) < MOST_FINDINGS:
                self.findings.append(finding)


def _find_headings(rows: Iterator[tuple[int, tuple[Any, ...]]]) -> list[str | None]:
    """Return the column of each cell of the row of headings, which stands among the first rows."""
    for _number, cells in islice(rows, 5):
        columns = [match_heading(cell) for cell in cells]
        known = [column for column in columns if column]
        if len(known) < 2:
            continue
        missing = [heading(column) for column in REQUIRED if column not in known]
        if missing:
            raise Invalid(_("These columns are missing: %(columns)s") % {"columns": "、".join(missing)})
        if len(set(known)) < len(known):
            raise Invalid(_("A column stands there twice."))
        return columns
    raise Invalid(_("The headings of the template are missing."))


@transaction.atomic
def confirm(*, job: ImportJob, by: User, task: outbox.OutboxTask) -> ImportJob:
    """Let a checked list be entered; the second of two confirmations is refused."""
    _require_own(job, by)
    started = ImportJob.objects.filter(pk=job.pk, state=ImportState.CHECKED).update(
        state=ImportState.APPLYING, permille=0
    )
    if not started:
        raise Conflict(_("This list cannot be entered: it is not checked, or it was decided before."))
    outbox.enqueue(task, job_id=str(job.pk))
    job.refresh_from_db()
    return job


@transaction.atomic
def discard(*, job: ImportJob, by: User) -> ImportJob:
    """Put an unentered list away; its file is removed."""
    _require_own(job, by)
    job = ImportJob.objects.select_for_update().get(pk=job.pk)
    if job.state not in {ImportState.WAITING, ImportState.CHECKED}:
        raise Conflict(_("This list was decided before."))
    _settle(job, ImportState.DISCARDED)
    return job


def _require_own(job: ImportJob, by: User) -> None:
    if job.by_id != by.pk:
        raise NotFound(_("There is nothing here for you."))
    if not allows(by, Verb.MANAGE, Subject.ROSTER):
        raise Refused(_("Only who keeps the roster may do this."))


class _Stale(Exception):
    """What was right when it was checked is no longer so."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings


def apply(job_id: UUID) -> None:
    """Enter a confirmed list in one transaction, or nothing of it when the roster has moved on meanwhile."""
    job = ImportJob.objects.filter(pk=job_id, state=ImportState.APPLYING).select_related("by").first()
    if job is None:
        return
    try:
        with transaction.atomic():
            tree.lock()
            job = ImportJob.objects.select_for_update(of=("self",)).select_related("by").get(pk=job_id)
            if job.state != ImportState.APPLYING:
                return
            _enter_all(job)
            job.state, job.applied_at, job.permille = ImportState.APPLIED, clock.now(), 1000
            job.save(update_fields=["state", "applied_at", "permille", "new_people"])
            _remove_files(job)
    except _Stale as stale:
        job.bad_rows = len({finding.row for finding in stale.findings})
        _settle(job, ImportState.REFUSED, findings=stale.findings[:MOST_FINDINGS])


def _enter_all(job: ImportJob) -> None:
    checker = Checker(job.by)
    stale: list[Finding] = []
    with default_storage.open(job.staged) as file:
        lines = iter(file)
        while block := list(islice(lines, BLOCK)):
            entries = [_entry(json.loads(line)) for line in block]
            stale += checker.check(entries)
            if not stale:
                _enter_block(checker, entries)
    if stale:
        raise _Stale(stale)
    job.new_people = checker.new_people


def _entry(row: dict[str, Any]) -> Entry:
    days = {
        name: date.fromisoformat(row[name]) if row[name] else None for name in ("joined_on", "since", "until")
    }
    return Entry(**(row | days))


def _enter_block(checker: Checker, entries: list[Entry]) -> None:
    entered, today = checker.entered, clock.today()
    newcomers: dict[str, Person] = {}
    since: dict[str, date] = {}
    for entry in entries:
        key = entry.staff_number.lower()
        if key in checker.known or key in entered or key in newcomers:
            continue
        person = Person(
            name=entry.name,
            staff_number=entry.staff_number,
            party_status=entry.party_status,
            joined_on=entry.joined_on,
        )
        person.put_in_order()
        newcomers[key], since[key] = person, min(entry.since, today)
    Person.objects.bulk_create(newcomers.values(), batch_size=BLOCK)
    entered.update({key: person.pk for key, person in newcomers.items()})
    PartyStanding.objects.bulk_create(
        (
            PartyStanding(person=person, status=person.party_status, valid_from=since[key])
            for key, person in newcomers.items()
        ),
        batch_size=BLOCK,
    )
    Membership.objects.bulk_create((_membership(checker, entry) for entry in entries), batch_size=BLOCK)


def _membership(checker: Checker, entry: Entry) -> Membership:
    key = entry.staff_number.lower()
    unit = checker.units[entry.unit_code.lower()]
    return Membership(
        person_id=checker.entered.get(key) or checker.known[key],
        unit_id=unit.pk,
        kind=MembershipKind.of_unit(unit.kind),
        valid_from=entry.since,
        valid_to=entry.until,
    )


def _settle(
    job: ImportJob, state: ImportState, *, refusal: str = "", findings: Iterable[Finding] = ()
) -> None:
    """Write what became of a job; a decided one keeps no file."""
    with transaction.atomic():
        ImportFinding.objects.bulk_create(
            ImportFinding(
                job=job, row=item.row, column=item.column, value=item.value, code=item.code, about=item.about
            )
            for item in findings
        )
        job.state, job.refusal, job.permille = state, refusal, 1000
        job.checked_at = job.checked_at or clock.now()
        if state != ImportState.CHECKED:
            _remove_files(job)
        job.save()


def _remove_files(job: ImportJob) -> None:
    """Remove the files once the transaction has stood; a name that is gone already is no error."""
    names = [name for name in (job.file, job.staged) if name]

    def remove() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(remove)


def put_away() -> None:
    """Discard lists that nobody decided within a day, and forget findings after a month."""
    now = clock.now()
    waiting = [ImportState.WAITING, ImportState.CHECKED]
    for job in ImportJob.objects.filter(state__in=waiting, created_at__lt=now - KEPT_UNDECIDED):
        _settle(job, ImportState.DISCARDED)
    ImportFinding.objects.filter(job__created_at__lt=now - KEPT_FINDINGS).delete()
