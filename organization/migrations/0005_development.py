"""Member development: 5 stages, 25 steps, and the dates that the rules ask for."""

from datetime import date
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock

ADMISSION = "中国共产党发展党员工作细则"
WEAK = "来源未核实，可按上级规定调整"
BANK = f"公开题库；{WEAK}"
RULES: tuple[tuple[str, int, str, str, bool], ...] = (
    ("talk_within", 1, "month", f"①→② 派人谈话（bxshww.cn 1210443）；{WEAK}", False),
    ("examination_every", 6, "month", f"{ADMISSION}第十一条（topnews9 引文）", True),
    ("activist_at_least", 12, "month", f"{ADMISSION}：经过一年以上培养教育考察（topnews9 引文）", True),
    ("training_days", 3, "day", f"{ADMISSION}第十七条（leexue 引文）", True),
    ("training_hours", 24, "hour", f"{ADMISSION}第十七条（leexue 引文）", True),
    ("meeting_within", 1, "month", f"⑬→⑮ 一般一个月内（dianying.588733）；{WEAK}", False),
    ("approval_within", 3, "month", f"⑮→⑰ 三个月内审批（bxshww.cn、777doc）；{WEAK}", False),
    ("approval_limit", 6, "month", f"⑮→⑰ 特殊情况不超过六个月（bxshww.cn、777doc）；{WEAK}", False),
    ("probation", 12, "month", "中国共产党章程第七条（shenzhouwen 引文）：自支部大会通过之日算起", True),
    ("extension_at_least", 6, "month", f"延长预备期不少于半年（{BANK}）", False),
    ("extension_at_most", 12, "month", f"延长预备期最长不超过一年（{BANK}）", False),
    ("extensions", 1, "time", f"预备期只能延长一次（{BANK}）", False),
    ("leaving_within", 3, "month", f"三个月内将离开工作、学习单位的一般不办理接收（{BANK}）", False),
    ("contacts_at_least", 1, "person", f"一至两名正式党员作培养联系人（588733；{BANK}）", False),
    ("contacts_at_most", 2, "person", f"一至两名正式党员作培养联系人（588733；{BANK}）", False),
    ("introducers", 2, "person", f"两名正式党员作入党介绍人（588733；{BANK}）", False),
    ("quorum", 50, "percent", f"有表决权的到会人数不少于应到会的半数（jtcl88.com）；{WEAK}", False),
    ("majority", 50, "percent", f"赞成人数超过应到会有表决权的正式党员的半数；{WEAK}", False),
)
FIRST_DAY = date(2014, 5, 1)
"""The month of the rules as it was found; the exact day was not verified and nothing hangs on it."""


def seed_rules(apps: Any, schema_editor: Any) -> None:
    """Write the first value of each rule, with its basis and whether that was verified."""
    rule = apps.get_model("organization", "DevelopmentRule")
    for key, value, unit, basis, verified in RULES:
        rule.objects.create(
            key=key, value=value, unit=unit, effective_from=FIRST_DAY, basis=basis, verified=verified
        )


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0004_roster"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="party_status",
            field=models.CharField(
                choices=[
                    ("full_member", "Full member"),
                    ("probationary", "Probationary member"),
                    ("candidate", "Development candidate"),
                    ("activist", "Activist"),
                    ("employee", "Employee"),
                ],
                default="employee",
                max_length=20,
                verbose_name="party status",
            ),
        ),
        migrations.CreateModel(
            name="DevelopmentCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "In progress"),
                            ("completed", "Completed"),
                            ("withdrawn", "Withdrawn by the person"),
                            ("ended", "Ended by the organization"),
                            ("cancelled", "Probationary membership cancelled"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("current_step", models.PositiveSmallIntegerField(default=2, verbose_name="current step")),
                (
                    "standing_before",
                    models.CharField(
                        choices=[
                            ("full_member", "Full member"),
                            ("probationary", "Probationary member"),
                            ("candidate", "Development candidate"),
                            ("activist", "Activist"),
                            ("employee", "Employee"),
                        ],
                        default="employee",
                        max_length=20,
                        verbose_name="party status at the opening",
                    ),
                ),
                (
                    "stage",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Application for membership"),
                            (2, "Choosing and training activists"),
                            (3, "Choosing and examining development candidates"),
                            (4, "Admission of probationary members"),
                            (5, "Probation and becoming a full member"),
                        ],
                        default=1,
                        verbose_name="current stage",
                    ),
                ),
                ("opened_at", models.DateTimeField(default=core.clock.now, verbose_name="opened at")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                ("closing_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="development",
                        to="organization.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="development",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "development case",
                "verbose_name_plural": "development cases",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                (
                    "from_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="from",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="moved by",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="to",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="organization.developmentcase",
                        verbose_name="development case",
                    ),
                ),
            ],
            options={
                "verbose_name": "move of a case",
                "verbose_name_plural": "moves of cases",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DevelopmentRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("talk_within", "Talk after the application, within"),
                            ("examination_every", "Examination of an activist, every"),
                            ("activist_at_least", "From activist to development candidate, at least"),
                            ("training_days", "Training of a candidate, days at least"),
                            ("training_hours", "Training of a candidate, hours at least"),
                            ("meeting_within", "From preliminary review to the branch meeting, within"),
                            ("approval_within", "From the branch meeting to approval, within"),
                            ("approval_limit", "From the branch meeting to approval, at the utmost"),
                            ("probation", "Probation"),
                            ("extension_at_least", "Extension of probation, at least"),
                            ("extension_at_most", "Extension of probation, at most"),
                            ("extensions", "Extensions of probation, at most"),
                            ("leaving_within", "No admission when leaving the unit within"),
                            ("contacts_at_least", "Contacts, at least"),
                            ("contacts_at_most", "Contacts, at most"),
                            ("introducers", "Introducers"),
                            ("quorum", "Voting members present, at least"),
                            ("majority", "Votes for, more than"),
                        ],
                        max_length=30,
                        verbose_name="rule",
                    ),
                ),
                ("value", models.PositiveSmallIntegerField(verbose_name="value")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("month", "months"),
                            ("day", "days"),
                            ("hour", "study hours"),
                            ("time", "times"),
                            ("person", "people"),
                            ("percent", "% of those entitled to vote"),
                        ],
                        max_length=10,
                        verbose_name="unit of the value",
                    ),
                ),
                ("effective_from", models.DateField(verbose_name="effective from")),
                ("basis", models.CharField(max_length=300, verbose_name="basis")),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("set_at", models.DateTimeField(default=core.clock.now, verbose_name="set at")),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set by",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of member development",
                "verbose_name_plural": "rules of member development",
                "ordering": ["key", "effective_from"],
            },
        ),
        migrations.CreateModel(
            name="PlanQuota",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("quota", models.PositiveSmallIntegerField(verbose_name="planned places")),
                ("set_at", models.DateTimeField(default=core.clock.now, verbose_name="set at")),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "planned places of a year",
                "verbose_name_plural": "planned places of years",
                "ordering": ["unit_id", "year", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StepRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(verbose_name="sequence")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                (
                    "kind",
                    models.CharField(
                        choices=[("step", "Step"), ("counter", "Correction")],
                        default="step",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="step")),
                ("on", models.DateField(verbose_name="date")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("passed", "Passed"),
                            ("not_passed", "Not passed"),
                            ("extended", "Probation extended"),
                            ("cancelled", "Probationary membership cancelled"),
                        ],
                        max_length=12,
                        verbose_name="result",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="place of the papers")),
                (
                    "eligible",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="entitled to vote"),
                ),
                (
                    "present",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="present with vote"),
                ),
                (
                    "votes_for",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="votes for"),
                ),
                (
                    "votes_against",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="votes against"),
                ),
                (
                    "votes_abstained",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="abstentions"),
                ),
                (
                    "training_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days of training"),
                ),
                (
                    "training_hours",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="study hours of training"
                    ),
                ),
                (
                    "extension_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="extended by (months)"
                    ),
                ),
                ("leaving", models.BooleanField(default=False, verbose_name="leaves the unit soon")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="deadline")),
                ("is_late", models.BooleanField(default=False, verbose_name="late")),
                ("rules", models.JSONField(default=list, verbose_name="rules that it was judged by")),
                (
                    "recorded_at",
                    models.DateTimeField(default=core.clock.now, verbose_name="recorded at (time)"),
                ),
                (
                    "cancels",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back_by",
                        to="organization.steprecord",
                        verbose_name="takes back",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="organization.developmentcase",
                        verbose_name="development case",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="recorded at",
                    ),
                ),
            ],
            options={
                "verbose_name": "record of a step",
                "verbose_name_plural": "records of steps",
                "ordering": ["case_id", "sequence"],
            },
        ),
        migrations.CreateModel(
            name="StepParticipant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="organization.steprecord",
                        verbose_name="record of a step",
                    ),
                ),
            ],
            options={
                "verbose_name": "person named by a step",
                "verbose_name_plural": "people named by steps",
            },
        ),
        migrations.CreateModel(
            name="StepReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="step")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("possible", "The earliest date has come"),
                            ("examination", "The half-yearly examination is due"),
                            ("deadline", "The deadline is near"),
                            ("probation", "Probation ends"),
                        ],
                        max_length=12,
                        verbose_name="why",
                    ),
                ),
                ("due", models.DateField(verbose_name="due")),
                ("sent_at", models.DateTimeField(default=core.clock.now, verbose_name="sent at")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="organization.developmentcase",
                        verbose_name="development case",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of a step",
                "verbose_name_plural": "reminders of steps",
            },
        ),
        migrations.AddIndex(
            model_name="developmentcase",
            index=models.Index(fields=["unit", "state", "stage"], name="development_by_stage"),
        ),
        migrations.AddConstraint(
            model_name="developmentcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("person",),
                name="development_one_open_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="developmentcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("closed_on__isnull", False)),
                    _connector="OR",
                ),
                name="development_closed_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="developmentrule",
            constraint=models.UniqueConstraint(
                fields=("key", "effective_from"), name="development_rule_one_a_day"
            ),
        ),
        migrations.AddIndex(
            model_name="planquota",
            index=models.Index(fields=["year", "unit"], name="development_plan_of_year"),
        ),
        migrations.AddIndex(
            model_name="steprecord",
            index=models.Index(fields=["number", "on"], name="development_step_by_day"),
        ),
        migrations.AddConstraint(
            model_name="steprecord",
            constraint=models.UniqueConstraint(
                fields=("case", "sequence"), name="development_record_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="steprecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancels", None), ("kind", "step")),
                    models.Q(
                        ("cancels__isnull", False),
                        ("kind", "counter"),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="development_counter_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="stepparticipant",
            constraint=models.UniqueConstraint(
                fields=("record", "person"), name="development_participant_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="stepreminder",
            constraint=models.UniqueConstraint(
                fields=("case", "number", "why", "due"), name="development_reminded_once"
            ),
        ),
        migrations.RunPython(seed_rules, migrations.RunPython.noop),
    ]
