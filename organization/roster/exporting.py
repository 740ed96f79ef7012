"""The roster as a spreadsheet: masked, marked with who took it and when, and recorded."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.models import User
from core import clock
from core.context import current
from core.errors import Refused
from organization.models import Person
from organization.roster import queries
from organization.roster.authority import RosterScope, belongs_to
from organization.roster.columns import HEADINGS, REQUIRED, heading, reason
from organization.roster.models import ImportJob, RosterExport
from organization.roster.queries import RosterFilter
from organization.types import PartyStatus
from organization.units.queries import UnitTree, tree_on

BLOCK = 1000
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def plain(value: object) -> str:
    """Return text that no spreadsheet program takes for a formula and every one can keep."""
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _cells(sheet: Any, values: Sequence[object], *, bold: bool = False) -> list[Any]:
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, value if isinstance(value, int) else plain(value))
        if not isinstance(value, int):
            cell.data_type = "s"  # never a formula, whatever it begins with
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell)
    return cells


def _save(book: Workbook) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    book.save(file)
    file.seek(0)
    return file


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for block in iter(lambda: file.read(1024 * 1024), b""):
        digest.update(block)
    return digest.hexdigest()


def _widths(sheet: Any, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def export_list(*, scope: RosterScope, wanted: RosterFilter, by: User) -> tuple[IO[bytes], RosterExport]:
    """Return the list as a spreadsheet and the record of its leaving.

    It holds the people of the units whose roster `by` keeps, with the filters and in the order of the
    list; names are masked whoever takes it.
    """
    if not scope.manages_any:
        raise Refused(_("Only who keeps the roster may take it out."))
    tree = tree_on(wanted.on)
    people = queries.find_people(scope, wanted, tree).filter(
        belongs_to(scope.managed.values("pk"), wanted.on)
    )
    ids = list(queries.ordered(people, wanted.order).values_list("pk", flat=True))
    told = describe_scope(wanted, tree)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Roster"))
    sheet.freeze_panes = "A3"
    _widths(sheet, [8, 14, 16, 16, 14, 36, 28])
    mark = _(
        "Taken by %(name)s (%(username)s) at %(moment)s · %(scope)s · %(count)s people · names masked"
    ) % {
        "name": by.get_full_name(),
        "username": by.get_username(),
        "moment": f"{clock.local(clock.now()):%Y-%m-%d %H:%M:%S}",
        "scope": told,
        "count": len(ids),
    }
    sheet.append(_cells(sheet, [mark], bold=True))
    titles = [_("No."), *(_column(name) for name in ("name", "staff_number", "party_status", "joined_on"))]
    sheet.append(_cells(sheet, [*titles, _("Unit"), _("Party group")], bold=True))
    for number, row in enumerate(_rows(scope, ids, wanted, tree), start=1):
        joined = row.joined_on.isoformat() if row.joined_on else ""
        values = [number, row.name, row.staff_number, row.standing_label, joined, row.unit, row.group]
        sheet.append(_cells(sheet, values))
    file = _save(book)
    record = RosterExport.objects.create(
        by=by,
        scope=told,
        rows=len(ids),
        sha256=_digest(file),
        request_id=current.get().request_id,
    )
    file.seek(0)
    return file, record


def _rows(
    scope: RosterScope, ids: list[int], wanted: RosterFilter, tree: UnitTree
) -> Iterator[queries.RosterRow]:
    for start in range(0, len(ids), BLOCK):
        block = ids[start : start + BLOCK]
        found = queries.with_standing(Person.objects.filter(pk__in=block), wanted.on)
        people = {person.pk: person for person in scope.with_detail(found, wanted.on)}
        places = queries.places_on(block, wanted.on)
        for pk in block:
            yield queries.as_row(people[pk], places.get(pk, {}), tree, masked=True)


def describe_scope(wanted: RosterFilter, tree: UnitTree) -> str:
    """Return in words what a list holds."""
    parts = [_("as of %(day)s") % {"day": wanted.on.isoformat()}]
    parts.append(tree.name(wanted.unit_id) if wanted.unit_id else _("All units in your scope"))
    if wanted.standing:
        parts.append(str(PartyStatus(wanted.standing).label))
    if wanted.text:
        parts.append(_("with a search text"))
    parts.append(str(wanted.order.label))
    return " · ".join(parts)


def _column(name: str) -> str:
    return heading(name, get_language() or "")


def make_template(*, scope: RosterScope) -> IO[bytes]:
    """Return an empty list with its headings, and a sheet that says what may stand in it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Roster"))
    sheet.freeze_panes = "A2"
    _widths(sheet, [16] * len(HEADINGS))
    sheet.append(
        _cells(sheet, [_column(name) + ("*" if name in REQUIRED else "") for name in HEADINGS], bold=True)
    )
    words = book.create_sheet(_("How to fill in"))
    _widths(words, [28, 60])
    words.append(_cells(words, [_("Columns with * are needed. Days are written as 2026-11-23.")]))
    words.append(_cells(words, [_column("party_status")], bold=True))
    for label in PartyStatus.labels:
        words.append(_cells(words, [label]))
    words.append(_cells(words, [_column("unit_code"), _("Unit")], bold=True))
    for code, name in scope.managed.order_by("path").values_list("code", "name"):
        words.append(_cells(words, [code, name]))
    return _save(book)


def make_report(*, job: ImportJob) -> IO[bytes]:
    """Return the findings of an import as a spreadsheet; personal values are masked."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Errors"))
    sheet.freeze_panes = "A2"
    _widths(sheet, [8, 16, 24, 60])
    sheet.append(_cells(sheet, [_("Row"), _("Column"), _("Value"), _("Reason")], bold=True))
    for item in job.findings.order_by("row", "pk").iterator():
        sheet.append(
            _cells(sheet, [item.row, _column(item.column), item.value, reason(item.code, item.about)])
        )
    return _save(book)
