"""The learning app."""

from typing import ClassVar

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    """Installs, after each migration, the database's own rule that intervals never overlap."""

    name = "learning"
    verbose_name = _("Learning")
    rooms: ClassVar = ("enrollment", "study", "exams", "records")

    def ready(self) -> None:
        """Connect the installation of the overlap rule."""
        from learning.study.overlap import install_overlap_rule

        # After the last app (core), when every table is as it will stay: SQLite drops the triggers of a
        # table that it rebuilds.
        post_migrate.connect(
            install_overlap_rule, sender=apps.get_app_config("core"), dispatch_uid="learning.overlap"
        )
