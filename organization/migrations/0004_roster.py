"""The roster of people in scope: pages, sorting, spreadsheets in and out, the HR feed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organization", "0003_profiles")]

    operations: list[object] = []
