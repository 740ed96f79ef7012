"""The app of the composition root."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds no models; its `ready` wires what only the top of the stack may know."""

    name = "config"
    label = "config"
