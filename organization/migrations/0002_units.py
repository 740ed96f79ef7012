"""Dated names of units and dated party standings; what stands today gets its first row."""

from datetime import date

import django.db.models.deletion
from django.db import migrations, models

from core import clock


def give_first_rows(apps, schema_editor):
    """Give each unit its name since its first day, and each person the standing since the first day known."""
    unit_name = apps.get_model("organization", "UnitName")
    unit_name.objects.bulk_create(
        unit_name(unit_id=pk, name=name, short_name=short, valid_from=start, valid_to=end)
        for pk, name, short, start, end in apps.get_model("organization", "Unit")
        .objects.order_by("pk")
        .values_list("pk", "name", "short_name", "valid_from", "valid_to")
    )
    memberships = apps.get_model("organization", "Membership").objects.order_by()
    since = dict(
        memberships.values("person_id")
        .annotate(first=models.Min("valid_from"))
        .values_list("person_id", "first")
    )
    standing = apps.get_model("organization", "PartyStanding")
    standing.objects.bulk_create(
        standing(person_id=pk, status=status, valid_from=since.get(pk, clock.today()))
        for pk, status in apps.get_model("organization", "Person")
        .objects.order_by("pk")
        .values_list("pk", "party_status")
    )


BEGINNING = date(2019, 1, 1)
TERMS = [
    ("branch", 3, "国有企业党支部委员会每届任期一般为三年（依据公开转载资料，使用前请核对原文）", False),
    ("general_branch", 3, "总支部委员会每届任期三年（未核实，请按上级规定调整）", False),
    ("party_committee", 5, "国有企业党委每届任期五年（未核实，请按上级规定调整）", False),
]
COVERAGE = [
    ("no_branch", 3, "正式党员三人以上应当成立党支部（依据公开转载资料，使用前请核对原文）"),
    ("large_branch", 50, "党支部党员人数一般不超过五十人（依据公开转载资料，使用前请核对原文）"),
    ("no_committee", 7, "正式党员七人以上应当设立支部委员会（依据公开转载资料，使用前请核对原文）"),
]


def add_rules(apps, schema_editor):
    """Add the terms and thresholds that hold until the unit sets its own."""
    for unit_kind, years, basis, verified in TERMS:
        apps.get_model("organization", "TermRule").objects.create(
            unit_kind=unit_kind, years=years, basis=basis, verified=verified, valid_from=BEGINNING
        )
    for kind, threshold, basis in COVERAGE:
        apps.get_model("organization", "CoverageRule").objects.create(
            kind=kind, threshold=threshold, basis=basis, valid_from=BEGINNING
        )


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="UnitName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("short_name", models.CharField(blank=True, max_length=30, verbose_name="short name")),
                ("valid_from", models.DateField(verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "name of a unit",
                "verbose_name_plural": "names of units",
                "ordering": ["unit_id", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="unit_name_dates_ordered",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="unit_name_given"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("unit",),
                        name="unit_name_one_open_a_unit",
                    ),
                    models.UniqueConstraint(fields=("unit", "valid_from"), name="unit_name_one_a_first_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartyStanding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
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
                ("valid_from", models.DateField(verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="organization.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "party standing",
                "verbose_name_plural": "party standings",
                "ordering": ["person_id", "valid_from"],
                "indexes": [models.Index(fields=["status", "valid_to"], name="party_standing_status")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="party_standing_dates_ordered",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("person",),
                        name="party_standing_one_open",
                    ),
                    models.UniqueConstraint(
                        fields=("person", "valid_from"), name="party_standing_one_a_first_day"
                    ),
                ],
            },
        ),
        migrations.AlterField(
            model_name="post",
            name="kind",
            field=models.CharField(
                choices=[
                    ("secretary", "Secretary"),
                    ("deputy_secretary", "Deputy secretary"),
                    ("organization_commissioner", "Organization commissioner"),
                    ("publicity_commissioner", "Publicity commissioner"),
                    ("discipline_commissioner", "Discipline commissioner"),
                    ("committee_member", "Committee member"),
                    ("group_leader", "Party group leader"),
                ],
                max_length=40,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="CoverageRule",
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
                            ("no_branch", "Full members and no branch"),
                            ("large_branch", "Too many members in one branch"),
                            ("no_committee", "Full members and no committee"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("threshold", models.PositiveSmallIntegerField(verbose_name="threshold")),
                ("basis", models.CharField(max_length=200, verbose_name="basis")),
                ("valid_from", models.DateField(verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
            ],
            options={
                "verbose_name": "rule of coverage",
                "verbose_name_plural": "rules of coverage",
                "ordering": ["kind", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="coverage_rule_dates_ordered",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "valid_from"), name="coverage_rule_one_a_first_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TermRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "unit_kind",
                    models.CharField(
                        choices=[
                            ("party_committee", "Party committee"),
                            ("general_branch", "General branch"),
                            ("branch", "Branch"),
                            ("party_group", "Party group"),
                            ("union", "Trade union"),
                            ("youth_league", "Youth league"),
                        ],
                        max_length=20,
                        verbose_name="kind of unit",
                    ),
                ),
                ("years", models.PositiveSmallIntegerField(verbose_name="years of a term")),
                ("remind_days", models.PositiveSmallIntegerField(default=180, verbose_name="days of notice")),
                ("basis", models.CharField(max_length=200, verbose_name="basis")),
                ("verified", models.BooleanField(default=False, verbose_name="checked at its source")),
                ("valid_from", models.DateField(verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
            ],
            options={
                "verbose_name": "rule of terms",
                "verbose_name_plural": "rules of terms",
                "ordering": ["unit_kind", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="term_rule_dates_ordered",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("years__gte", 1)), name="term_rule_a_year_at_least"
                    ),
                    models.UniqueConstraint(
                        fields=("unit_kind", "valid_from"), name="term_rule_one_a_first_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Committee",
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
                            ("committee", "Committee"),
                            ("discipline", "Discipline inspection commission"),
                        ],
                        default="committee",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="first day")),
                ("planned_end", models.DateField(verbose_name="planned end of the term")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("reminded_of", models.DateField(editable=False, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committees",
                        to="organization.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "committee",
                "verbose_name_plural": "committees",
                "ordering": ["unit_id", "kind", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="committee_dates_ordered",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("planned_end__gte", models.F("valid_from"))),
                        name="committee_planned_end_after_first_day",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("unit", "kind"),
                        name="committee_one_open",
                    ),
                    models.UniqueConstraint(
                        fields=("unit", "kind", "valid_from"), name="committee_one_a_first_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitLink",
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
                        choices=[("merger", "Merger"), ("split", "Split"), ("dissolution", "Dissolution")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("day", models.DateField(verbose_name="first day")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="organization.unit",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "succession of units",
                "verbose_name_plural": "successions of units",
                "ordering": ["day", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("predecessor", "successor"), name="unit_link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="unit_link_not_to_itself",
                    ),
                ],
            },
        ),
        migrations.RunPython(give_first_rows, migrations.RunPython.noop),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
    ]
