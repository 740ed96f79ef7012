"""The core app."""

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class CoreConfig(AppConfig):
    """Loads every app's and room's `tasks` and `receivers`, so that events know their subscribers."""

    name = "core"

    def ready(self) -> None:
        """Import the modules that subscribe tasks to events (core is last in INSTALLED_APPS)."""
        from importlib import import_module

        from core import checks, outbox  # noqa: F401  (registers)

        for config in apps.get_app_configs():
            if config.name.startswith(("wagtail", "django", "axes")):
                continue
            for room in ("", *getattr(config, "rooms", ())):
                package = import_module(f"{config.name}.{room}") if room else config.module
                for module in ("tasks", "receivers"):
                    if package is not None and module_has_submodule(package, module):
                        import_module(f"{package.__name__}.{module}")
