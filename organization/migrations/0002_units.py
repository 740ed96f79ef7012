"""Dated names of units and dated party standings; what stands today gets its first row."""

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
        migrations.RunPython(give_first_rows, migrations.RunPython.noop),
    ]
