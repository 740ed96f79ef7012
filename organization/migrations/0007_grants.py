"""Grants with verbs, asked for by one and confirmed by another, reviewed each quarter; recovery codes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0006_relations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GrantRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("system_admin", "System administrator"),
                            ("security_admin", "Security administrator"),
                            ("audit_admin", "Audit administrator"),
                            ("study_auditor", "Study record auditor"),
                            ("party_committee_admin", "Party committee administrator"),
                            ("general_branch_secretary", "General branch secretary"),
                            ("branch_secretary", "Branch secretary"),
                            ("organization_commissioner", "Organization commissioner"),
                            ("publicity_commissioner", "Publicity commissioner"),
                            ("discipline_commissioner", "Discipline commissioner"),
                            ("mass_org_officer", "Mass organization officer"),
                            ("party_group_leader", "Party group leader"),
                            ("editor", "Editor"),
                            ("first_reviewer", "First reviewer"),
                            ("second_reviewer", "Second reviewer"),
                            ("final_reviewer", "Final reviewer and publisher"),
                            ("trainer", "Trainer"),
                            ("moderator", "Moderator"),
                            ("member", "Member"),
                        ],
                        max_length=30,
                        verbose_name="role",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("self", "This unit"),
                            ("children", "This unit and its direct children"),
                            ("subtree", "This unit and everything below"),
                        ],
                        default="subtree",
                        max_length=10,
                        verbose_name="scope",
                    ),
                ),
                (
                    "verbs",
                    models.CharField(
                        choices=[
                            ("view", "View only"),
                            ("view,manage", "View and manage"),
                            ("view,serve", "View and serve"),
                            ("view,manage,serve", "All that the role may"),
                        ],
                        default="view,manage,serve",
                        max_length=20,
                        verbose_name="verbs",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("asked_at", models.DateTimeField(default=core.clock.now, verbose_name="asked at")),
                ("expires_at", models.DateTimeField(verbose_name="waits until")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for confirmation"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("expired", "Expired"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="answer")),
            ],
            options={
                "verbose_name": "request for a grant",
                "verbose_name_plural": "requests for grants",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quarter", models.CharField(max_length=6, verbose_name="quarter")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("kept", "Confirmed"), ("withdrawn", "Withdrawn")],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("at", models.DateTimeField(default=core.clock.now, verbose_name="reviewed at")),
            ],
            options={
                "verbose_name": "review of a grant",
                "verbose_name_plural": "reviews of grants",
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder", models.CharField(max_length=40, verbose_name="held by")),
                ("code_hash", models.CharField(max_length=200, verbose_name="hash")),
                ("issued_at", models.DateTimeField(default=core.clock.now, verbose_name="issued at")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used at")),
            ],
            options={
                "verbose_name": "recovery code",
                "verbose_name_plural": "recovery codes",
            },
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="grant_has_unit_or_is_system_admin",
        ),
        migrations.AddField(
            model_name="grant",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="verbs",
            field=models.CharField(
                choices=[
                    ("view", "View only"),
                    ("view,manage", "View and manage"),
                    ("view,serve", "View and serve"),
                    ("view,manage,serve", "All that the role may"),
                ],
                default="view,manage,serve",
                max_length=20,
                verbose_name="verbs",
            ),
        ),
        migrations.AlterField(
            model_name="grant",
            name="role",
            field=models.CharField(
                choices=[
                    ("system_admin", "System administrator"),
                    ("security_admin", "Security administrator"),
                    ("audit_admin", "Audit administrator"),
                    ("study_auditor", "Study record auditor"),
                    ("party_committee_admin", "Party committee administrator"),
                    ("general_branch_secretary", "General branch secretary"),
                    ("branch_secretary", "Branch secretary"),
                    ("organization_commissioner", "Organization commissioner"),
                    ("publicity_commissioner", "Publicity commissioner"),
                    ("discipline_commissioner", "Discipline commissioner"),
                    ("mass_org_officer", "Mass organization officer"),
                    ("party_group_leader", "Party group leader"),
                    ("editor", "Editor"),
                    ("first_reviewer", "First reviewer"),
                    ("second_reviewer", "Second reviewer"),
                    ("final_reviewer", "Final reviewer and publisher"),
                    ("trainer", "Trainer"),
                    ("moderator", "Moderator"),
                    ("member", "Member"),
                ],
                max_length=30,
                verbose_name="role",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit__isnull", False),
                    ("role__in", ["system_admin", "security_admin", "audit_admin"]),
                    _connector="OR",
                ),
                name="grant_has_unit_or_is_administrator",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("verbs__in", ["view", "view,manage", "view,serve", "view,manage,serve"])),
                name="grant_verbs_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(
                        models.Q(("confirmed_by", models.F("granted_by")), _negated=True),
                        models.Q(("confirmed_by", models.F("user")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="grant_confirmed_by_another",
            ),
        ),
        migrations.AddField(
            model_name="grantrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="grantrequest",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="grantrequest",
            name="grant",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="request",
                to="organization.grant",
                verbose_name="grant",
            ),
        ),
        migrations.AddField(
            model_name="grantrequest",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grant_requests",
                to="organization.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="grantrequest",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="grant_requests",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="grantreview",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reviewed by",
            ),
        ),
        migrations.AddField(
            model_name="grantreview",
            name="grant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="organization.grant",
                verbose_name="grant",
            ),
        ),
        migrations.AddConstraint(
            model_name="recoverycode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("used_at", None)), fields=("holder",), name="recovery_code_one_a_holder"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_by", models.F("user")), _negated=True),
                name="grant_request_not_for_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="grant_request_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("user")), _negated=True),
                    _connector="OR",
                ),
                name="grant_request_not_by_receiver",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True),
                    models.Q(("decided_by__isnull", False), ("grant__isnull", False)),
                    _connector="OR",
                ),
                name="grant_request_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("user", "role"), name="grant_request_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantreview",
            constraint=models.UniqueConstraint(
                fields=("grant", "quarter"), name="grant_review_once_a_quarter"
            ),
        ),
    ]
