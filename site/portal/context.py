"""What every page's shell shows; nothing is asked of the database until the template asks for it."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from organization import authority
from outreach import queries as outreach
from portal.navigation import Link, Visitor, build_segments, build_tabs, visible_entries
from portal.places import has_regulations


class Shell:
    """The navigation and the figures of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        user = getattr(request, "user", None)
        self.user: User | None = user if isinstance(user, User) and user.is_authenticated else None

    @cached_property
    def held(self) -> authority.HeldGrants:
        """The grants of the person, asked once for the page."""
        return authority.grants_of(self.user)

    @cached_property
    def _links(self) -> list[tuple[str, Link]]:
        if self.user is None:
            return []
        visitor = Visitor(signed_in=True, held=self.held, has_regulations=lambda: self._regulations)
        found = visible_entries(visitor, self.path, {"header", "phone", "tools"})
        return [(entry.place, link) for entry, link in found]

    @cached_property
    def _regulations(self) -> bool:
        return self.user is not None and has_regulations(self.user)

    @property
    def nav(self) -> list[Link]:
        """The entries of the header."""
        return [link for place, link in self._links if place == "header"]

    @cached_property
    def tools(self) -> list[Link]:
        """Search (phone only), messages with their count, and the person."""
        if self.user is None:
            return []
        found = [
            Link(**{**vars(link), "phone_only": True}) for _place, link in self._links if link.key == "search"
        ]
        for place, link in self._links:
            if place == "tools":
                count = self.unread_count if link.key == "messages" else 0
                found.append(Link(**{**vars(link), "count": count}))
        return found

    @cached_property
    def tabs(self) -> list[Link]:
        """The phone's tabs with their counts."""
        if self.user is None:
            return []
        links = [link for _place, link in self._links]
        return build_tabs(links, {"work": self.todos.pressing, "messages": self.unread_count})

    @cached_property
    def segments(self) -> list[Link]:
        """The sections under the phone's current tab, on their own first pages only."""
        return build_segments([link for _place, link in self._links], self.path)

    @cached_property
    def unread_count(self) -> int:
        """How many notices wait unread."""
        return outreach.unread_notices(self.user).count() if self.user else 0

    @cached_property
    def todos(self) -> outreach.TodoCounts:
        """The figures of the person's to-do list."""
        return outreach.count_todos(self.user) if self.user else outreach.TodoCounts(0, 0, 0)

    @property
    def face(self) -> str:
        """The one character that stands for the person in the header."""
        return ((self.user.get_full_name() or self.user.username)[:1]).upper() if self.user else ""


def shell_of(request: HttpRequest) -> Shell:
    """Return the request's shell, the same for a view and its templates."""
    found = getattr(request, "portal_shell", None)
    if found is None:
        found = Shell(request)
        request.portal_shell = found  # type: ignore[attr-defined]
    return found


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates `nav`, `tools`, `tabs`, `segments`, `unread_count`, `todo_count`, `face`, `theme`."""
    found = shell_of(request)
    return {
        "nav": SimpleLazyObject(lambda: found.nav),
        "tools": SimpleLazyObject(lambda: found.tools),
        "tabs": SimpleLazyObject(lambda: found.tabs),
        "segments": SimpleLazyObject(lambda: found.segments),
        "unread_count": SimpleLazyObject(lambda: found.unread_count),
        "todo_count": SimpleLazyObject(lambda: found.todos.open),
        "face": SimpleLazyObject(lambda: found.face),
        "theme": SimpleLazyObject(lambda: found.user.theme if found.user else "system"),
    }
