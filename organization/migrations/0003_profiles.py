"""What is kept about a person, and what the person may see, correct, export and close."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organization", "0002_units")]

    operations: list[object] = []
