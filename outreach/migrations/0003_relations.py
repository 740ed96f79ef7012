"""Notices and to-dos of organization relations."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0002_kinds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("published", "Published"),
                    ("returned", "Returned for revision"),
                    ("taken_down", "Taken down"),
                    ("unapproved", "Hidden: it was live without approval"),
                    ("course_completed", "Course completed"),
                    ("exam_submitted", "Exam handed in"),
                    ("grant_changed", "Your grants have changed"),
                    ("correction_answered", "Your correction request was answered"),
                    ("closing_answered", "Your request to close the account was answered"),
                    ("export_ready", "Your export is ready"),
                    ("transfer", "Transfer of the organization relation"),
                    ("mobile", "Mobile member"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="todo",
            name="kind",
            field=models.CharField(
                choices=[
                    ("first_review", "First review"),
                    ("second_review", "Second review"),
                    ("final_review", "Final review"),
                    ("revise", "Revise"),
                    ("study", "Study"),
                    ("exam", "Exam"),
                    ("development", "Member development"),
                    ("correction", "Correction request"),
                    ("closing", "Request to close an account"),
                    ("election", "Election"),
                    ("transfer", "Transfer of the organization relation"),
                    ("mobile", "Mobile member"),
                    ("post", "Post and term"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
