"""The roster of people in scope: pages, sorting, spreadsheets in and out, the HR feed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock
from organization.names import Order, initials, sort_key


def order_people(apps, schema_editor):
    """Fill the order columns of the people who are there."""
    people = apps.get_model("organization", "Person").objects
    batch = []
    for person in people.only("pk", "name").iterator(chunk_size=1000):
        person.name_pinyin = sort_key(person.name, Order.PINYIN)
        person.name_strokes = sort_key(person.name, Order.STROKES)
        person.name_initials = initials(person.name)
        batch.append(person)
        if len(batch) == 1000:
            people.bulk_update(batch, ["name_pinyin", "name_strokes", "name_initials"])
            batch = []
    people.bulk_update(batch, ["name_pinyin", "name_strokes", "name_initials"])


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0003_profiles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=40, verbose_name="source")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new", "New person"),
                            ("changed", "Changed"),
                            ("missing", "No longer there"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("staff_number", models.CharField(max_length=40, verbose_name="staff number")),
                ("change", models.JSONField(default=dict, verbose_name="change")),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("outdated", "Outdated"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=core.clock.now, verbose_name="proposed at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
            ],
            options={
                "verbose_name": "proposal of a feed",
                "verbose_name_plural": "proposals of feeds",
                "ordering": ["staff_number", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FeedRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=40, verbose_name="source")),
                ("ran_at", models.DateTimeField(default=core.clock.now, verbose_name="compared at")),
                (
                    "state",
                    models.CharField(
                        choices=[("compared", "Compared"), ("held", "Held as a whole")],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("bad_rows", models.PositiveIntegerField(default=0, verbose_name="rows with an error")),
                ("known", models.PositiveIntegerField(default=0, verbose_name="people compared")),
                ("new", models.PositiveIntegerField(default=0, verbose_name="new people")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("missing", models.PositiveIntegerField(default=0, verbose_name="no longer there")),
                ("errors", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "comparison with a feed",
                "verbose_name_plural": "comparisons with feeds",
                "ordering": ["-ran_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField(verbose_name="row")),
                ("column", models.CharField(max_length=40, verbose_name="column")),
                ("value", models.CharField(blank=True, max_length=100, verbose_name="value")),
                ("code", models.CharField(max_length=40)),
                ("about", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "error in an import",
                "verbose_name_plural": "errors in imports",
                "ordering": ["job_id", "row", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("file", models.CharField(editable=False, max_length=200)),
                ("staged", models.CharField(blank=True, editable=False, max_length=200)),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="size")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being checked"),
                            ("checked", "Checked, waiting for your word"),
                            ("refused", "Refused"),
                            ("applying", "Being entered"),
                            ("applied", "Entered"),
                            ("discarded", "Discarded"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("permille", models.PositiveSmallIntegerField(default=0, verbose_name="progress")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("bad_rows", models.PositiveIntegerField(default=0, verbose_name="rows with an error")),
                ("new_people", models.PositiveIntegerField(default=0, verbose_name="new people")),
                ("refusal", models.TextField(blank=True, verbose_name="why it was refused")),
                ("created_at", models.DateTimeField(default=core.clock.now, verbose_name="uploaded at")),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked at")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="entered at")),
            ],
            options={
                "verbose_name": "import of the roster",
                "verbose_name_plural": "imports of the roster",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="RosterExport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(default=core.clock.now, verbose_name="made at")),
                ("scope", models.TextField(verbose_name="scope")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("request_id", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "export of the roster",
                "verbose_name_plural": "exports of the roster",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="name_initials",
            field=models.CharField(blank=True, editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name="person",
            name="name_pinyin",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="person",
            name="name_strokes",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name_pinyin", "id"], name="person_by_pinyin"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name_strokes", "id"], name="person_by_strokes"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name_initials"], name="person_by_initials"),
        ),
        migrations.AddField(
            model_name="feedproposal",
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
            model_name="feedproposal",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="feed_proposals",
                to="organization.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="feedproposal",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="feedproposal",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="organization.feedrun",
            ),
        ),
        migrations.AddField(
            model_name="importjob",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="roster_imports",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uploaded by",
            ),
        ),
        migrations.AddField(
            model_name="importfinding",
            name="job",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="findings",
                to="organization.importjob",
            ),
        ),
        migrations.AddField(
            model_name="rosterexport",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken by",
            ),
        ),
        migrations.AddIndex(
            model_name="feedproposal",
            index=models.Index(fields=["unit", "state"], name="feed_proposal_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="feedproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("source", "staff_number"),
                name="feed_proposal_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "declined"])),
                fields=("source", "fingerprint"),
                name="feed_proposal_once",
            ),
        ),
        migrations.AddIndex(
            model_name="importjob",
            index=models.Index(fields=["state", "created_at"], name="roster_import_state"),
        ),
        migrations.RunPython(order_people, migrations.RunPython.noop),
    ]
