"""What is kept about a person, and what the person may see, correct, export and close."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.clock
import core.encryption
import organization.models

RULES = [
    ("account", 183, "anonymize", "账号注销后保留六个月供核对，期满且无须保留其他记录的作匿名化处理"),
    ("contact", 0, "delete", "账号注销或本人清空时即删除"),
    ("roster", None, "keep", "党员名册、党员组织关系和任职按党员档案管理规定保留"),
    ("standing", None, "keep", "党员身份及起止时间按党员档案管理规定保留"),
    ("study", 1096, "keep", "学习和考试记录在最后一次学习后保留三年"),
    ("corrections", 1096, "delete", "更正申请及答复办结后保留三年"),
    ("views", None, "keep", "查看敏感个人信息的记录随审计日志保存，不可修改或删除"),
    ("notices", 731, "delete", "消息和待办保留两年"),
    ("sign_ins", 366, "delete", "登录记录保留十二个月，不少于法定的六个月"),
    ("exports", 7, "delete", "导出文件生成七日后删除"),
]


def add_rules(apps, schema_editor):
    """Add the periods that hold until the unit sets its own."""
    for code, days, action, basis in RULES:
        apps.get_model("organization", "RetentionRule").objects.create(
            code=code, days=days, action=action, basis=basis
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("organization", "0002_units"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosingRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", core.encryption.EncryptedTextField(blank=True, verbose_name="your words")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=core.clock.now, verbose_name="asked at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("answer", core.encryption.EncryptedTextField(blank=True, verbose_name="answer")),
                (
                    "anonymized_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="made anonymous at"),
                ),
            ],
            options={
                "verbose_name": "request to close the account",
                "verbose_name_plural": "requests to close accounts",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("phone", core.encryption.EncryptedTextField(blank=True, verbose_name="phone")),
                ("phone_index", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("email", core.encryption.EncryptedTextField(blank=True, verbose_name="e-mail")),
                ("updated_at", models.DateTimeField(default=core.clock.now, verbose_name="changed at")),
            ],
            options={
                "verbose_name": "contact data",
                "verbose_name_plural": "contact data",
            },
        ),
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("name", "Name"),
                            ("staff_number", "Staff number"),
                            ("joined_on", "Day of joining the party"),
                            ("party_status", "Party status"),
                            ("other", "Unit, post or something else"),
                        ],
                        max_length=20,
                        verbose_name="field",
                    ),
                ),
                (
                    "old_value",
                    core.encryption.EncryptedTextField(blank=True, verbose_name="what is kept now"),
                ),
                ("new_value", core.encryption.EncryptedTextField(verbose_name="what is right")),
                ("reason", core.encryption.EncryptedTextField(blank=True, verbose_name="your words")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=core.clock.now, verbose_name="asked at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("answer", core.encryption.EncryptedTextField(blank=True, verbose_name="answer")),
            ],
            options={
                "verbose_name": "correction request",
                "verbose_name_plural": "correction requests",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="NoticeAcceptance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("accepted_at", models.DateTimeField(default=core.clock.now, verbose_name="accepted at")),
            ],
            options={
                "verbose_name": "acceptance of the privacy notice",
                "verbose_name_plural": "acceptances of the privacy notice",
                "ordering": ["-accepted_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PersonalExport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Being made"), ("ready", "Ready"), ("removed", "Removed")],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=core.clock.now, verbose_name="asked at")),
                ("parts_done", models.PositiveSmallIntegerField(default=0, verbose_name="parts done")),
                ("parts", models.PositiveSmallIntegerField(default=0, verbose_name="parts")),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made at")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="kept until")),
                ("file", models.CharField(blank=True, editable=False, max_length=200)),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="size")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
            ],
            options={
                "verbose_name": "personal export",
                "verbose_name_plural": "personal exports",
                "ordering": ["-asked_at"],
            },
        ),
        migrations.CreateModel(
            name="PrivacyNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=20, unique=True, verbose_name="version")),
                ("text_zh", models.TextField(verbose_name="text in Chinese")),
                ("text_en", models.TextField(verbose_name="text in English")),
                ("changes_zh", models.TextField(blank=True, verbose_name="what changed, in Chinese")),
                ("changes_en", models.TextField(blank=True, verbose_name="what changed, in English")),
                ("published_at", models.DateTimeField(default=core.clock.now, verbose_name="published at")),
            ],
            options={
                "verbose_name": "privacy notice",
                "verbose_name_plural": "privacy notices",
                "ordering": ["-published_at", "-pk"],
                "get_latest_by": ["published_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="class of data")),
                ("days", models.PositiveIntegerField(blank=True, null=True, verbose_name="days")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("delete", "Deleted"),
                            ("anonymize", "Made anonymous"),
                            ("keep", "Kept by rule"),
                        ],
                        max_length=12,
                        verbose_name="then",
                    ),
                ),
                ("basis", models.CharField(max_length=200, verbose_name="basis")),
            ],
            options={
                "verbose_name": "retention rule",
                "verbose_name_plural": "retention rules",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SensitiveView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fields", models.JSONField(default=list, verbose_name="fields")),
                ("purpose", models.CharField(max_length=200, verbose_name="purpose")),
                ("seen_at", models.DateTimeField(default=core.clock.now, verbose_name="seen at")),
            ],
            options={
                "verbose_name": "view of sensitive data",
                "verbose_name_plural": "views of sensitive data",
                "ordering": ["-seen_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="joined_on",
            field=models.DateField(blank=True, null=True, verbose_name="day of joining the party"),
        ),
        migrations.AddField(
            model_name="person",
            name="staff_number",
            field=models.CharField(
                blank=True,
                max_length=40,
                validators=[organization.models.check_staff_number],
                verbose_name="staff number",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("staff_number"),
                condition=models.Q(("staff_number", ""), _negated=True),
                name="person_staff_number_once",
                violation_error_message="There is already a person with this staff number.",
            ),
        ),
        migrations.AddField(
            model_name="closingrequest",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="closingrequest",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="closing_requests",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contact",
                to="organization.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="updated_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="changed by",
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="correction_requests",
                to="organization.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="noticeacceptance",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notice_acceptances",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="personalexport",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="personal_exports",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="privacynotice",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="published by",
            ),
        ),
        migrations.AddField(
            model_name="noticeacceptance",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acceptances",
                to="organization.privacynotice",
                verbose_name="privacy notice",
            ),
        ),
        migrations.AddField(
            model_name="sensitiveview",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sensitive_views",
                to="organization.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="sensitiveview",
            name="viewer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="seen by",
            ),
        ),
        migrations.AddConstraint(
            model_name="closingrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("user",), name="closing_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("person", "field"),
                name="correction_one_open_a_field",
            ),
        ),
        migrations.AddConstraint(
            model_name="personalexport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("user",), name="personal_export_one_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeacceptance",
            constraint=models.UniqueConstraint(fields=("notice", "user"), name="acceptance_once"),
        ),
        migrations.AddIndex(
            model_name="sensitiveview",
            index=models.Index(fields=["person", "seen_at"], name="sensitive_view_of_person"),
        ),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
    ]
