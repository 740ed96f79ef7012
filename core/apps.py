"""The core app."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import module_has_submodule


class CoreConfig(AppConfig):
    """Loads every app's and room's `tasks` and `receivers`, so that events know their subscribers."""

    name = "core"

    def ready(self) -> None:
        """Import the modules that subscribe tasks to events (core is last in INSTALLED_APPS)."""
        from importlib import import_module

        from core import checks, outbox  # noqa: F401  (registers)
        from core.append_only import install_triggers

        # Once a run, after the last app: by then every table is as it will stay.
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="core.append_only")

        for config in apps.get_app_configs():
            if config.name.startswith(("wagtail", "django", "axes")):
                continue
            for room in ("", *getattr(config, "rooms", ())):
                package = import_module(f"{config.name}.{room}") if room else config.module
                for module in ("tasks", "receivers"):
                    if package is not None and module_has_submodule(package, module):
                        import_module(f"{package.__name__}.{module}")

        from core.tasks import schedule_periodic_tasks

        schedule_periodic_tasks()
