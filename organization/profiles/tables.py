"""Tables about people that no section of the export tells of: told row by row, so that none is forgotten."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from organization.models import Person, Unit
from organization.profiles.registry import Exporter, Section, exporters, handled_tables

OWN_APPS = ("accounts", "organization", "media", "cms_pages", "learning", "outreach")
BY_WAY_OF = {
    "organization.StepRecord": "case__person__user",
    "organization.TransferStep": "transfer__person__user",
    "organization.MobileContact": "stay__person__user",
}
"""Tables whose rows are about a person through another row."""
SECRET = {"accounts.FormerPassword", "learning.StudyLease"}
"""Tables that hold nothing to tell: hashes, and a lock that lives for minutes."""


def other_tables() -> Iterator[tuple[type[models.Model], str]]:
    """Return each table of ours about a person with the way to the user, unless a section tells of it."""
    told = handled_tables() | SECRET
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label in OWN_APPS and label not in told:
            way = BY_WAY_OF.get(label) or _way_to_user(model)
            if way:
                yield model, way


def _way_to_user(model: type[models.Model]) -> str:
    for field in model._meta.concrete_fields:
        if field.is_relation and field.name == "person" and field.related_model is Person:
            return "person__user"
        if field.is_relation and field.name == "user" and field.related_model is User:
            return "user"
    return ""


def every_exporter() -> list[Exporter]:
    """Return the functions that make an export: the sections, then the other tables one by one."""
    return [*exporters(), *(_exporter(model, way) for model, way in other_tables())]


def _exporter(model: type[models.Model], way: str) -> Exporter:
    def told(user: User) -> Section:
        fields = [field for field in model._meta.concrete_fields if _is_own(field)]
        found = model._default_manager.filter(**{way: user}).order_by("pk")
        found = found.select_related(*[field.name for field in fields if field.is_relation])
        rows = [[_value(row, field) for field in fields] for row in found.iterator(chunk_size=500)]
        columns = [(field.name, str(field.verbose_name)) for field in fields]
        return Section(model._meta.model_name or "", str(model._meta.verbose_name_plural), columns, rows)

    return told


def _is_own(field: Any) -> bool:
    """Return whether a column tells of the row itself: other people, keys and files are left out."""
    if field.is_relation:
        return field.related_model is Unit
    return not isinstance(field, models.FileField) and field.editable and not field.primary_key


def _value(row: models.Model, field: Any) -> Any:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    return str(value) if isinstance(value, models.Model) else value
