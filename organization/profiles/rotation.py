"""Changing the key of encrypted fields: rows are read with any key and written with the first."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction

from core.encryption import EncryptedTextField, ring
from organization.profiles.models import Contact
from organization.profiles.services import PHONE_PLACE


def _encrypted_columns(model: type[models.Model]) -> list[EncryptedTextField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]


def rotate(*, batch: int) -> Iterator[tuple[str, int]]:
    """Encrypt again what is not under the first key; return each table with how many rows were written."""
    for model in apps.get_models():
        columns = _encrypted_columns(model)
        if columns:
            yield model._meta.label, _rotate_table(model, columns, batch)


def _rotate_table(model: type[models.Model], columns: list[EncryptedTextField], batch: int) -> int:
    last, written = 0, 0
    while True:
        with transaction.atomic():
            ids = _next_ids(model, last, batch)
            if not ids:
                return written
            for row_id, stored in _stored(model, columns, ids):
                written += _rotate_row(model, row_id, dict(zip(columns, stored, strict=True)))
        last = ids[-1]


def _next_ids(model: type[models.Model], last: int, batch: int) -> list[int]:
    rows = model._default_manager.filter(pk__gt=last).order_by("pk").select_for_update()
    return list(rows.values_list("pk", flat=True)[:batch])


def _stored(
    model: type[models.Model], columns: list[EncryptedTextField], ids: list[int]
) -> list[tuple[int, list[str]]]:
    """Return what stands in the database, not what it means."""
    names = ", ".join(f'"{column.column}"' for column in columns)
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "id", {names} FROM "{model._meta.db_table}" WHERE "id" IN ({marks})',  # noqa: S608
            ids,
        )
        return [(row[0], list(row[1:])) for row in cursor.fetchall()]


def _rotate_row(model: type[models.Model], row_id: int, stored: dict[EncryptedTextField, str]) -> bool:
    keys = ring()
    if all(keys.is_current(text) for text in stored.values()):
        return False
    fresh = {field.name: keys.decrypt(text, field.place) if text else "" for field, text in stored.items()}
    if model is Contact:
        number = fresh["phone"]
        fresh["phone_index"] = keys.index(number, PHONE_PLACE) if number else ""
    model._default_manager.filter(pk=row_id).update(**fresh)
    return True
