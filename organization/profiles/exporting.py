"""A packed copy of everything that is kept about a user: made part by part, sealed, removed after a week."""

import csv
import io
import json
import zipfile
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core import clock
from core.encryption import ring
from core.errors import Conflict, NotFound
from core.keys import CannotDecrypt
from organization.profiles.models import PersonalExport, RetentionRule
from organization.profiles.registry import Section
from organization.profiles.tables import every_exporter
from organization.profiles.types import ExportState
from organization.signals import export_part_due, export_ready

PLACE = "organization.personalexport.file"
KEPT_DAYS = 7
RULE = "exports"
BOM = "\ufeff"
STYLE = """body { font: 15px/1.6 sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #999; padding: .25em .5em; text-align: left; vertical-align: top }
td { overflow-wrap: anywhere }
"""


def kept_days() -> int:
    """Return for how many days an export can be fetched."""
    rule = RetentionRule.objects.filter(code=RULE).first()
    return rule.days if rule is not None and rule.days else KEPT_DAYS


@transaction.atomic
def ask_export(*, user: User) -> PersonalExport:
    """Ask for a copy of everything kept about oneself; it is made part by part, outside the request."""
    if PersonalExport.objects.filter(user=user, state=ExportState.WAITING).exists():
        raise Conflict(_("Your export is being made."))
    try:
        with transaction.atomic():
            export = PersonalExport.objects.create(
                user=user, parts=len(every_exporter()) + 1, asked_at=clock.now()
            )
    except IntegrityError as error:
        raise Conflict(_("Your export is being made.")) from error
    export_part_due.send(export_id=str(export.pk), part=0)
    return export


@transaction.atomic
def make_part(export_id: str, part: int) -> None:
    """Make the next part of an export, or pack it after the last; a part that is there is not made again."""
    found = PersonalExport.objects.select_for_update(of=("self",)).select_related("user")
    export = found.filter(pk=UUID(export_id), state=ExportState.WAITING, parts_done=part).first()
    if export is None:
        return
    makers = every_exporter()
    if part < len(makers):
        with override(export.user.language):
            told = _as_json(makers[part](export.user))
        _store(_part_name(export, part), json.dumps(told, ensure_ascii=False).encode())
        export.parts_done, export.parts = part + 1, len(makers) + 1
        export.save(update_fields=["parts_done", "parts"])
        export_part_due.send(export_id=export_id, part=part + 1)
        return
    _pack(export)
    export_ready.send(export_id=export_id)


def _pack(export: PersonalExport) -> None:
    sections = [json.loads(_fetch(_part_name(export, part)) or b"{}") for part in range(export.parts_done)]
    sections = [section for section in sections if section]
    made_at = clock.now()
    with override(export.user.language):
        packed = _zip(export.user, sections, made_at)
    for part in range(export.parts_done):
        default_storage.delete(_part_name(export, part))
    name = f"exports/{export.pk.hex}.zip.sealed"
    _store(name, packed)
    export.parts_done, export.state, export.made_at = export.parts, ExportState.READY, made_at
    export.expires_at = made_at + timedelta(days=kept_days())
    export.file, export.size, export.sha256 = name, len(packed), sha256(packed).hexdigest()
    export.save()


def _zip(user: User, sections: list[dict[str, Any]], made_at: datetime) -> bytes:
    page = render_to_string(
        "organization/profiles_export.html", {"user": user, "sections": sections, "made_at": made_at}
    )
    whole = {
        "format": "zhixing-personal-export-1",
        "user_id": user.pk,
        "made_at": clock.iso_ms(made_at),
        "sections": {section["code"]: _records(section) for section in sections},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=1))
        archive.writestr("index.html", page)
        archive.writestr("style.css", STYLE)
        for section in sections:
            archive.writestr(f"tables/{section['code']}.csv", _csv(section))
    return buffer.getvalue()


def _records(section: dict[str, Any]) -> list[dict[str, Any]]:
    keys = [key for key, _title in section["columns"]]
    return [dict(zip(keys, row, strict=True)) for row in section["rows"]]


def _csv(section: dict[str, Any]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([title for _key, title in section["columns"]])
    for row in section["rows"]:
        writer.writerow([_cell(value) for value in row])
    return BOM + text.getvalue()


def _cell(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _as_json(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": str(section.title),
        "columns": [[key, str(title)] for key, title in section.columns],
        "rows": [[_plain(value) for value in row] for row in section.rows],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.local(value).isoformat(timespec="milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)


def _part_name(export: PersonalExport, part: int) -> str:
    return f"exports/{export.pk.hex}.{part}.sealed"


def _store(name: str, data: bytes) -> None:
    default_storage.delete(name)
    default_storage.save(name, ContentFile(ring().seal(data, PLACE)))


def _fetch(name: str) -> bytes | None:
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return ring().unseal(file.read(), PLACE)


def find_export(user: User, export_id: UUID) -> PersonalExport:
    """Return one of the user's own exports; another's does not exist for them."""
    found = PersonalExport.objects.filter(pk=export_id, user=user).first()
    if found is None:
        raise NotFound(_("There is no such export."))
    return found


def read_file(export: PersonalExport) -> bytes:
    """Return the packed copy while it can be fetched."""
    gone = NotFound(_("This export is no longer kept: ask for a new one."))
    if export.state != ExportState.READY or export.expires_at is None or export.expires_at <= clock.now():
        raise gone
    try:
        data = _fetch(export.file)
    except CannotDecrypt as error:
        raise gone from error
    if data is None:
        raise gone
    return data


@transaction.atomic
def remove_file(export: PersonalExport) -> None:
    """Remove what was packed, with its parts; the row stays to say that there was an export."""
    for part in range(export.parts_done):
        default_storage.delete(_part_name(export, part))
    if export.file:
        default_storage.delete(export.file)
    PersonalExport.objects.filter(pk=export.pk).update(state=ExportState.REMOVED, file="", sha256="", size=0)


def remove_old_files() -> int:
    """Remove the exports whose days are over; return how many."""
    old = PersonalExport.objects.filter(state=ExportState.READY, expires_at__lte=clock.now())
    for export in old:
        remove_file(export)
    return len(old)
