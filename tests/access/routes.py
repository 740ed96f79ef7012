"""Every route that the project answers, read from the address plan itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from core.middleware import api_operations

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """A route: its name (`METHOD /path` of the API has none), its pattern and its view."""

    name: str
    pattern: str
    view: Any

    @property
    def operations(self) -> list[Any]:
        """The operations of the API behind it; none for a page."""
        return api_operations(self.view) or api_operations(getattr(self.view, "__wrapped__", self.view))

    @property
    def keys(self) -> list[str]:
        """What it is called in the table: `METHOD /path` of the API, the name of a page."""
        methods = [method for operation in self.operations for method in sorted(operation.methods)]
        return [f"{method} /{self.pattern}" for method in methods] or [self.name]


def every_route() -> list[Route]:
    """Return every route, once for each pattern."""
    found = list(_walk(get_resolver(), "", ()))
    return list({(route.pattern, route.name): route for route in found}.values())


def own_routes() -> list[Route]:
    """Return the routes of the project: those of Wagtail's admin and its API v3 are Wagtail's."""
    return [route for route in every_route() if not is_wagtails(route)]


def is_wagtails(route: Route) -> bool:
    """Return whether a route belongs to Wagtail's admin or to its API."""
    return route.pattern.startswith(("admin/", "api/wagtail/"))


def _walk(resolver: Any, before: str, names: tuple[str, ...]) -> Iterator[Route]:
    for part in resolver.url_patterns:
        pattern = before + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from _walk(part, pattern, names + ((part.namespace,) if part.namespace else ()))
        elif isinstance(part, URLPattern):
            yield Route(":".join([*names, part.name or pattern]), pattern, part.callback)
