"""Second factors and single sign-on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sign_in")]

    operations: list[object] = []
