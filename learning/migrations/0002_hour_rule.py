"""The first hour rule, as data: 45 minutes are one study hour, 32 hours a year."""

from datetime import date

from django.db import migrations


def add_rule(apps, schema_editor):
    """Add the rule that holds until an administrator dates another one."""
    apps.get_model("learning", "HourRule").objects.create(
        name="通用学时规则",
        basis="一学时按 45 分钟计；年度目标 32 学时由单位设定，网络学习是否计入集中学习培训学时按上级规定确定",
        seconds_per_hour=2700,
        yearly_target_hours=32,
        valid_from=date(2020, 1, 1),
    )


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial")]

    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop)]
