"""Units as of a day: names, places, merges and splits, committees and their terms, coverage, the chart."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_initial")]

    operations: list[object] = []
