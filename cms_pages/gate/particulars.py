"""What is approved beside the words: who reads a text, when it goes live and ends, its address, its tags."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms_pages.gate.contents import FIELDS
from cms_pages.gate.digest import BOOKKEEPING

ALWAYS_SHOWN = ("unit", "audience", "go_live_at", "expire_at")
"""Who reads it and when: shown for every text, changed or not."""
_SHOWN_ELSEWHERE = frozenset(FIELDS) | BOOKKEEPING | {"alternative"}


@dataclass(frozen=True)
class Particular:
    """One setting in words; `before` is what the released text has, empty for a new text."""

    name: str
    label: str
    before: str
    now: str
    changed: bool


def particulars_of(revision: Revision, before: dict[str, Any] | None) -> list[Particular]:
    """Return the settings of a submitted text: who reads it and when, and all that differ from before."""
    model: Any = revision.content_type.model_class()
    content = revision.content
    names = [*ALWAYS_SHOWN, *(name for name in content if name not in ALWAYS_SHOWN)]
    found = []
    for name in names:
        if name in _SHOWN_ELSEWHERE or name.endswith("_ptr") or name not in content:
            continue
        label, now = _read(model, name, content[name])
        _label, old = _read(model, name, (before or {}).get(name))
        changed = before is not None and now != old
        if name in ALWAYS_SHOWN or changed or (before is None and content[name]):
            found.append(Particular(name, label, old, now, changed))
    return found


def _read(model: Any, name: str, value: Any) -> tuple[str, str]:
    """Return the name of a field and its value as a person reads them."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name, _plain(value)
    if field.auto_created or not field.concrete:
        return str(field.related_model._meta.verbose_name_plural), _children(field, value)
    label = str(field.verbose_name)
    if value in (None, ""):
        return label, _("the whole enterprise") if name == "unit" else ""
    if field.is_relation:
        row = field.related_model._base_manager.filter(pk=value).first()
        return label, str(row) if row is not None else str(value)
    if field.flatchoices:
        return label, str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        moment = value if isinstance(value, datetime) else parse_datetime(str(value))
        return label, date_format(localtime(moment), "DATETIME_FORMAT") if moment else str(value)
    if isinstance(field, models.DateField):
        day = parse_date(str(value))
        return label, date_format(day, "DATE_FORMAT") if day else str(value)
    return label, _plain(value)


def _children(field: Any, rows: Any) -> str:
    """Return what child rows refer to, such as the tags of a page, by name."""
    words = []
    parent = field.field.name
    for row in rows or []:
        for name, value in row.items():
            if name in {"pk", "id", parent, "sort_order"}:
                continue
            words.append(_read(field.related_model, name, value)[1])
    return "、".join(word for word in words if word)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
