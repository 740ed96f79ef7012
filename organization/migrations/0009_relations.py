"""Transfers of organization relations, members away from home, posts that end soon."""

from datetime import date
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock

EDUCATION = "《中国共产党党员教育管理工作条例》"
DEFAULT = "规定未写明数值，为本系统默认值，可按上级规定调整"
RULES: tuple[tuple[str, int, str, str, bool], ...] = (
    ("letter_valid", 90, "day", f"组织关系介绍信有效期，实务一般不超过三个月；{DEFAULT}", False),
    ("letter_notice", 15, "day", f"介绍信到期前提醒；{DEFAULT}", False),
    (
        "away_transfer",
        6,
        "month",
        f"{EDUCATION}第二十五条（大意）：外出六个月以上、地点固定的，转接组织关系",
        True,
    ),
    (
        "contact_every",
        3,
        "month",
        f"{EDUCATION}第三十二至三十四条（大意）：与外出党员经常联系；{DEFAULT}",
        False,
    ),
    (
        "contact_abroad",
        6,
        "month",
        f"{EDUCATION}第三十二至三十四条（大意）：与在国（境）外学习的党员每半年至少联系一次",
        True,
    ),
    (
        "lost_after",
        6,
        "month",
        f"{EDUCATION}第二十四条（大意）：失去联系六个月以上；本系统只列事实，不作处理",
        True,
    ),
    ("post_first", 60, "day", f"任期届满前首次提醒；{DEFAULT}", False),
    ("post_second", 30, "day", f"任期届满前再次提醒；{DEFAULT}", False),
    ("post_last", 7, "day", f"任期届满前最后提醒；{DEFAULT}", False),
)
FIRST_DAY = date(2019, 5, 1)
"""The month of the rules as it was found; the exact day was not verified and nothing hangs on it."""


def seed_rules(apps: Any, schema_editor: Any) -> None:
    """Write the first value of each rule, with its basis and whether that was verified."""
    rule = apps.get_model("organization", "RelationRule")
    for key, value, unit, basis, verified in RULES:
        rule.objects.create(
            key=key, value=value, unit=unit, effective_from=FIRST_DAY, basis=basis, verified=verified
        )


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0008_rule_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MobileStay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("out", "Away from the unit"), ("in", "From another organization")],
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="name")),
                ("home_name", models.CharField(blank=True, max_length=100, verbose_name="home organization")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="place")),
                ("is_fixed", models.BooleanField(default=False, verbose_name="fixed place")),
                ("is_abroad", models.BooleanField(default=False, verbose_name="abroad")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("project", "Project or posting elsewhere"),
                            ("secondment", "Secondment"),
                            ("study", "Study"),
                            ("retirement", "Retired and living elsewhere"),
                            ("family", "Family"),
                            ("other", "Another reason"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("began_on", models.DateField(verbose_name="away since")),
                ("expected_return", models.DateField(blank=True, null=True, verbose_name="expected return")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("returned", "Returned"),
                            ("transferred", "Relation transferred"),
                            ("cancelled", "Registered by mistake"),
                        ],
                        max_length=12,
                        verbose_name="ending",
                    ),
                ),
                ("registered_at", models.DateTimeField(default=core.clock.now, verbose_name="registered at")),
                (
                    "home_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stays_out",
                        to="organization.unit",
                        verbose_name="home unit",
                    ),
                ),
                (
                    "host_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stays_in",
                        to="organization.unit",
                        verbose_name="host unit",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stays",
                        to="organization.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "mobile member",
                "verbose_name_plural": "mobile members",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="MobileContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("phone", "Telephone"),
                            ("message", "Message"),
                            ("video", "Video call"),
                            ("visit", "Visit"),
                            ("meeting", "At a meeting"),
                            ("letter", "Letter"),
                        ],
                        max_length=10,
                        verbose_name="way of contact",
                    ),
                ),
                ("reached", models.BooleanField(default=True, verbose_name="reached")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="facts")),
                ("made_at", models.DateTimeField(default=core.clock.now, verbose_name="recorded at (time)")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "stay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="organization.mobilestay",
                        verbose_name="mobile member",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact with a mobile member",
                "verbose_name_plural": "contacts with mobile members",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RelationReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=40, verbose_name="subject")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("letter_ends", "The letter ends soon"),
                            ("letter_over", "The letter has ended and nobody has received it"),
                            ("contact", "Contact is due"),
                            ("advise", "A transfer of the organization relation is advised"),
                            ("return", "The expected return has passed"),
                            ("post_first", "The post ends soon"),
                            ("post_second", "The post ends soon"),
                            ("post_last", "The post ends soon"),
                            ("post_vacant", "The post has ended and nobody follows"),
                        ],
                        max_length=12,
                        verbose_name="why",
                    ),
                ),
                ("due", models.DateField(verbose_name="due")),
                ("sent_at", models.DateTimeField(default=core.clock.now, verbose_name="sent at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
            ],
            options={
                "verbose_name": "reminder of organization relations",
                "verbose_name_plural": "reminders of organization relations",
                "indexes": [models.Index(fields=["settled_at"], name="relation_reminder_open")],
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "why", "due"), name="relation_reminded_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RelationRule",
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
                            ("letter_valid", "A letter of introduction is valid for"),
                            ("letter_notice", "Reminder before a letter ends"),
                            ("away_transfer", "Away at a fixed place: transfer advised after"),
                            ("contact_every", "Contact with a member away, at least every"),
                            ("contact_abroad", "Contact with a member abroad, at least every"),
                            ("lost_after", "Listed as without contact after"),
                            ("post_first", "First reminder before a post ends"),
                            ("post_second", "Second reminder before a post ends"),
                            ("post_last", "Last reminder before a post ends"),
                        ],
                        max_length=20,
                        verbose_name="rule",
                    ),
                ),
                ("value", models.PositiveSmallIntegerField(verbose_name="value")),
                (
                    "unit",
                    models.CharField(
                        choices=[("month", "months"), ("day", "days")],
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
                "verbose_name": "rule of organization relations",
                "verbose_name_plural": "rules of organization relations",
                "ordering": ["key", "effective_from"],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inside", "Between units of this system"),
                            ("outward", "To an organization outside"),
                            ("inward", "From an organization outside"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="name")),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("full_member", "Full member"),
                            ("probationary", "Probationary member"),
                            ("candidate", "Development candidate"),
                            ("activist", "Activist"),
                            ("employee", "Employee"),
                        ],
                        max_length=20,
                        verbose_name="party status",
                    ),
                ),
                ("staff_number", models.CharField(blank=True, max_length=40, verbose_name="staff number")),
                (
                    "joined_on",
                    models.DateField(blank=True, null=True, verbose_name="day of joining the party"),
                ),
                (
                    "outside",
                    models.CharField(blank=True, max_length=100, verbose_name="organization outside"),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("work", "Change of the place of work"),
                            ("residence", "Change of residence"),
                            ("away", "Away for six months or longer at a fixed place"),
                            ("retirement", "Retirement"),
                            ("study", "Study"),
                            ("other", "Another reason"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("sent", "Sent"),
                            ("approved", "Approved by the superior"),
                            ("received", "Received"),
                            ("returned", "Sent back"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "letter_number",
                    models.CharField(blank=True, max_length=40, verbose_name="number of the letter"),
                ),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="sent on")),
                ("letter_until", models.DateField(blank=True, null=True, verbose_name="letter valid until")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received on")),
                ("opened_at", models.DateTimeField(default=core.clock.now, verbose_name="opened at")),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="approving unit",
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_out",
                        to="organization.unit",
                        verbose_name="sending unit",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="organization.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_in",
                        to="organization.unit",
                        verbose_name="receiving unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "transfer of an organization relation",
                "verbose_name_plural": "transfers of organization relations",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="TransferStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(verbose_name="sequence")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("changed", "Changed"),
                            ("sent", "Sent"),
                            ("registered", "Letter registered"),
                            ("approved", "Approved"),
                            ("renewed", "Letter renewed"),
                            ("rerouted", "Goes on with the unit that followed"),
                            ("received", "Received"),
                            ("returned", "Sent back"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                ("cause", models.CharField(blank=True, max_length=300, verbose_name="cause")),
                ("done_at", models.DateTimeField(default=core.clock.now, verbose_name="recorded at (time)")),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="organization.transfer",
                        verbose_name="transfer",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="recorded at",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a transfer",
                "verbose_name_plural": "steps of transfers",
                "ordering": ["transfer_id", "sequence"],
            },
        ),
        migrations.AddIndex(
            model_name="mobilestay",
            index=models.Index(fields=["home_unit", "ended_on"], name="stay_out_open"),
        ),
        migrations.AddIndex(
            model_name="mobilestay",
            index=models.Index(fields=["host_unit", "ended_on"], name="stay_in_open"),
        ),
        migrations.AddConstraint(
            model_name="mobilestay",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)), fields=("person",), name="stay_one_open_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="mobilestay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("home_name", ""),
                        ("home_unit__isnull", False),
                        ("kind", "out"),
                        ("person__isnull", False),
                    ),
                    models.Q(
                        ("home_unit", None),
                        ("host_unit__isnull", False),
                        ("kind", "in"),
                        models.Q(("home_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="stay_sides_by_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="mobilestay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("host_unit__isnull", False), models.Q(("place", ""), _negated=True), _connector="OR"
                ),
                name="stay_has_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="mobilestay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("host_unit", None),
                    ("home_unit", None),
                    models.Q(("host_unit", models.F("home_unit")), _negated=True),
                    _connector="OR",
                ),
                name="stay_not_at_home",
            ),
        ),
        migrations.AddConstraint(
            model_name="mobilestay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on", None), ("ending", "")),
                    models.Q(
                        ("ended_on__gte", models.F("began_on")),
                        ("ended_on__isnull", False),
                        models.Q(("ending", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="stay_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="mobilestay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expected_return", None), ("expected_return__gte", models.F("began_on")), _connector="OR"
                ),
                name="stay_returns_after_it_began",
            ),
        ),
        migrations.AddIndex(
            model_name="mobilecontact",
            index=models.Index(fields=["stay", "reached", "on"], name="contact_latest"),
        ),
        migrations.AddConstraint(
            model_name="relationrule",
            constraint=models.UniqueConstraint(
                fields=("key", "effective_from"), name="relation_rule_one_a_day"
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["from_unit", "state"], name="transfer_out_by_state"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["to_unit", "state"], name="transfer_in_by_state"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "sent", "approved"])),
                fields=("person",),
                name="transfer_one_open_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("letter_number", ""), _negated=True), ("from_unit__isnull", False)
                ),
                fields=("from_unit", "letter_number"),
                name="transfer_letter_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("from_unit__isnull", False),
                        ("kind", "inside"),
                        ("outside", ""),
                        ("to_unit__isnull", False),
                    ),
                    models.Q(
                        ("from_unit__isnull", False),
                        ("kind", "outward"),
                        ("to_unit", None),
                        models.Q(("outside", ""), _negated=True),
                    ),
                    models.Q(
                        ("from_unit", None),
                        ("kind", "inward"),
                        ("to_unit__isnull", False),
                        models.Q(("outside", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="transfer_sides_by_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "inward"), ("person__isnull", False), _connector="OR"),
                name="transfer_has_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_unit", None),
                    ("to_unit", None),
                    models.Q(("from_unit", models.F("to_unit")), _negated=True),
                    _connector="OR",
                ),
                name="transfer_not_to_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("person__isnull", False), ("received_on__isnull", False), ("state", "received")
                    ),
                    models.Q(models.Q(("state", "received"), _negated=True), ("received_on", None)),
                    _connector="OR",
                ),
                name="transfer_received_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferstep",
            constraint=models.UniqueConstraint(
                fields=("transfer", "sequence"), name="transfer_step_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="transferstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "returned"), _negated=True),
                    models.Q(("cause", ""), _negated=True),
                    _connector="OR",
                ),
                name="transfer_returned_with_cause",
            ),
        ),
        migrations.RunPython(seed_rules, migrations.RunPython.noop),
    ]
