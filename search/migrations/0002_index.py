"""The engine's own table: FTS5 on SQLite, a tsvector on PostgreSQL."""

from django.db import migrations

from search.engines import postgresql, sqlite_fts5


def _statements(vendor, name):
    engine = {"sqlite": sqlite_fts5, "postgresql": postgresql}[vendor]
    return getattr(engine, name)


def create(apps, schema_editor):
    connection = schema_editor.connection
    text = _statements(connection.vendor, "CREATE")
    head, mark, trigger = text.partition("CREATE TRIGGER")
    with connection.cursor() as cursor:
        for statement in head.split(";"):
            if statement.strip():
                cursor.execute(statement)
        if mark:
            cursor.execute(mark + trigger)


def drop(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, "DROP").split(";"):
            if statement.strip():
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
