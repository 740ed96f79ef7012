"""The columns of a list of people: their headings, how a cell is read, and what can be wrong with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from organization.models import NAME_LENGTH, check_person_name, check_staff_number
from organization.names import mask_name
from organization.types import PartyStatus

HEADINGS = {
    "staff_number": ("员工编号", "Staff number", "工号"),
    "name": ("姓名", "Name"),
    "party_status": ("政治身份", "Party status"),
    "joined_on": ("入党日期", "Day of joining the party"),
    "unit_code": ("组织代码", "Unit code"),
    "since": ("起始日期", "First day"),
    "until": ("截止日期", "Last day"),
}
"""Each column with the headings under which it is found; the first one stands in the template."""
REQUIRED = ("staff_number", "name", "unit_code", "since")
MEMBERS = frozenset(status.value for status in (PartyStatus.FULL_MEMBER, PartyStatus.PROBATIONARY))

REASONS: dict[str, Promise] = {
    "empty": _("This is needed."),
    "name": _("A name has 1 to 20 visible characters."),
    "staff_number": _("A staff number has up to 40 characters, without blanks."),
    "status": _("This is none of the party statuses. The template lists them."),
    "date": _("This is no date. Write it as 2026-11-23."),
    "future": _("This day lies in the future."),
    "order": _("The last day lies before the first."),
    "joined_not_member": _("Only a party member has a day of joining."),
    "unit_unknown": _("There is no unit with this code whose roster you keep."),
    "unit_not_yet": _("The unit exists only from %(day)s on."),
    "unit_ended": _("The unit ends on %(day)s."),
    "number_twice": _("Row %(row)s has the same staff number with another name."),
    "number_taken": _("There is already a person with this staff number."),
    "overlap_file": _("Row %(row)s puts the person into a unit of the same kind in these days."),
    "overlap": _("The person already belongs to a unit of this kind in these days."),
    "too_wide": _("This row has more cells than there are headings."),
}
"""What can be wrong with a cell."""

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class Finding:
    """What is wrong with one cell."""

    row: int
    column: str
    value: str
    code: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One row, read: a person and a unit to which they belong for a span of days."""

    row: int
    staff_number: str
    name: str
    party_status: str
    joined_on: date | None
    unit_code: str
    since: date
    until: date | None


def match_heading(text: Any) -> str | None:
    """Return the column under this heading, or nothing."""
    wanted = str(text or "").strip().rstrip("*＊ ").casefold()
    for column, headings in HEADINGS.items():
        if wanted == column or wanted in {heading.casefold() for heading in headings}:
            return column
    return None


def heading(column: str, language: str = "") -> str:
    """Return the heading of a column as it stands in the template."""
    known = HEADINGS.get(column)
    if known is None:
        return column
    return known[1] if language.startswith("en") else known[0]


def _status_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            for value, label in PartyStatus.choices:
                words[str(label).casefold()] = value
                words[value] = value
    return words


class Reader:
    """Turns rows of cells into entries; what cannot be read becomes findings."""

    def __init__(self, columns: Sequence[str | None], today: date) -> None:
        self.columns = columns
        self.today = today
        self.statuses = _status_words()

    def read(self, number: int, cells: Sequence[Any]) -> tuple[Entry | None, list[Finding]]:
        """Return the entry of a row, or what is wrong with it."""
        found: list[Finding] = []
        if any(_text(cell) for cell in cells[len(self.columns) :]):
            found.append(Finding(number, "", "", "too_wide"))
        given = dict.fromkeys(HEADINGS) | {
            column: cell for column, cell in zip(self.columns, cells, strict=False) if column
        }
        texts = {column: _text(value) for column, value in given.items()}
        found += [Finding(number, column, "", "empty") for column in REQUIRED if not texts[column]]
        found += self._check_texts(number, texts)
        days = {name: self._day(number, name, given[name], found) for name in ("joined_on", "since", "until")}
        status = self.statuses.get(texts["party_status"].casefold(), PartyStatus.EMPLOYEE.value)
        if days["joined_on"] and not found:
            if days["joined_on"] > self.today:
                found.append(Finding(number, "joined_on", hide("joined_on", texts["joined_on"]), "future"))
            elif status not in MEMBERS:
                value = hide("joined_on", texts["joined_on"])
                found.append(Finding(number, "joined_on", value, "joined_not_member"))
        since, until = days["since"], days["until"]
        if since and until and until < since:
            found.append(Finding(number, "until", texts["until"], "order"))
        if found or since is None:
            return None, found
        entry = Entry(
            row=number,
            staff_number=texts["staff_number"],
            name=texts["name"],
            party_status=status,
            joined_on=days["joined_on"],
            unit_code=texts["unit_code"],
            since=since,
            until=until,
        )
        return entry, []

    def _check_texts(self, number: int, texts: dict[str, str]) -> list[Finding]:
        found = []
        name, staff_number, status = texts["name"], texts["staff_number"], texts["party_status"]
        if name and (len(name) > NAME_LENGTH or _refuses(check_person_name, name)):
            found.append(Finding(number, "name", hide("name", name), "name"))
        if staff_number and (len(staff_number) > 40 or _refuses(check_staff_number, staff_number)):
            found.append(Finding(number, "staff_number", hide("staff_number", staff_number), "staff_number"))
        if status and status.casefold() not in self.statuses:
            found.append(Finding(number, "party_status", status[:100], "status"))
        return found

    def _day(self, number: int, column: str, value: Any, found: list[Finding]) -> date | None:
        text = _text(value)
        if not text:
            return None
        day = read_day(value)
        if day is None:
            found.append(Finding(number, column, hide(column, text), "date"))
        return day


def _refuses(check: Any, value: str) -> bool:
    try:
        check(value)
    except ValidationError:
        return True
    return False


def _text(value: Any) -> str:
    """Return a cell as it was written; a whole number, which a spreadsheet keeps as 1001.0, as 1001."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_day(value: Any) -> date | None:
    """Return a day as spreadsheets and people write it, or nothing."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    matched = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
    if matched is None:
        return None
    try:
        return date(*(int(part) for part in matched.groups()))
    except ValueError:
        return None


def hide(column: str, value: str) -> str:
    """Return a cell's value for a report: what is personal only masked."""
    if column == "name":
        return mask_name(value)
    if column == "staff_number":
        return "***" + value[-3:] if len(value) > 4 else "***"
    if column == "joined_on":
        return "".join("*" if character.isalnum() else character for character in value)[:40]
    return value[:100]


def reason(code: str, about: dict[str, Any]) -> str:
    """Return the sentence for what is wrong."""
    text = str(REASONS.get(code, code))
    return text % about if about else text
