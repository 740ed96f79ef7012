"""What the migrations left in the database, so that a test that empties every table can put it back."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def read_baseline() -> Rows:
    """Return every row of every table of the models, as the database gives it."""
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table's own name
            found = cursor.fetchall()
            if found:
                rows[table] = ([column[0] for column in cursor.description], found)
    return rows


def write_baseline(rows: Rows) -> None:
    """Insert the rows into empty tables, with their keys; constraints hold again when it is done."""
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, found) in rows.items():
            names = ", ".join(f'"{name}"' for name in columns)
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', found)  # noqa: S608
    ContentType.objects.clear_cache()
