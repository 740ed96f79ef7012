"""Passwords, sessions, tokens and codes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False, verbose_name="must change the password"),
        ),
        migrations.AddField(
            model_name="user",
            name="password_changed_at",
            field=models.DateTimeField(default=core.clock.now, verbose_name="password changed at"),
        ),
        migrations.CreateModel(
            name="FormerPassword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(editable=False, max_length=128)),
                ("replaced_at", models.DateTimeField(default=core.clock.now, verbose_name="replaced at")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "former password",
                "verbose_name_plural": "former passwords",
            },
        ),
        migrations.CreateModel(
            name="UserSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session_key", models.CharField(db_index=True, editable=False, max_length=40)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("password", "Password"),
                            ("code", "One-time code"),
                            ("single_sign_on", "Single sign-on"),
                            ("demo", "Demo button"),
                        ],
                        default="password",
                        max_length=20,
                        verbose_name="way of signing in",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="address")),
                ("device", models.CharField(blank=True, max_length=60, verbose_name="device")),
                ("began_at", models.DateTimeField(default=core.clock.now, verbose_name="began at")),
                ("seen_at", models.DateTimeField(default=core.clock.now, verbose_name="last active")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("signed_out", "Signed out"),
                            ("ended_elsewhere", "Ended from another device"),
                            ("idle", "Idle too long"),
                            ("too_long", "Longest time reached"),
                            ("password_changed", "Password changed"),
                            ("closed", "Account closed"),
                            ("newer", "Signed in elsewhere"),
                        ],
                        max_length=20,
                        verbose_name="ending",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="user_sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["-began_at", "-pk"],
                "indexes": [models.Index(fields=["user", "ended_at"], name="user_session_standing")],
            },
        ),
    ]
