"""Transfers of organization relations, members away from home, posts that end soon."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organization", "0005_development")]

    operations: list[object] = []
