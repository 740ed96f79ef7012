"""The app's place in Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A small believable enterprise to try the product with."""

    name = "demo"
