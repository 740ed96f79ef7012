"""Changes nothing: the number was kept for a room that comes later, and others follow it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organization", "0005_development")]

    operations: list[object] = []
