"""The first hour rule, as data: 45 minutes are one study hour, 32 hours a year."""

from datetime import date

from django.db import migrations


def add_rule(apps, schema_editor):
    """Add the rule that holds until an administrator dates another one."""
    apps.get_model("learning", "HourRule").objects.create(
        name="通用学时规则",
        basis="按课时惯例，一学时为 45 分钟；年度 32 学时为党员集中学习培训的一般要求",
        seconds_per_hour=2700,
        yearly_target_hours=32,
        valid_from=date(2020, 1, 1),
    )


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial")]

    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop)]
