"""The registry of the navigation: which entries there are, and which of them a person sees.

An entry appears once it has something behind it and, where a grant is needed, only to those who
hold one. The desk's header shows `header` entries in this order; the phone gathers entries under
five tabs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organization.authority import HeldGrants
from organization.types import Subject, Verb


@dataclass(frozen=True)
class Visitor:
    """What decides which entries a request shows."""

    signed_in: bool
    held: HeldGrants
    has_regulations: Callable[[], bool]


def _everybody(visitor: Visitor) -> bool:
    return True


def _who_views(subject: Subject) -> Callable[[Visitor], bool]:
    return lambda visitor: visitor.held.allows(Verb.VIEW, subject)


@dataclass(frozen=True)
class Entry:
    """One place of the product: its words, its address (a route name or a path) and who sees it."""

    key: str
    label: str | Promise
    icon: str
    address: str
    place: str
    tab: str
    prefixes: tuple[str, ...] = ()
    allowed: Callable[[Visitor], bool] = _everybody

    def url(self) -> str | None:
        """Return the address, or nothing while no app answers there."""
        if self.address.startswith("/"):
            return self.address
        try:
            return reverse(self.address)
        except NoReverseMatch:
            return None


@dataclass(frozen=True)
class Tab:
    """One of the phone's five tabs."""

    key: str
    label: str | Promise
    icon: str


ENTRIES = (
    Entry("home", _("Home"), "home", "portal:home", "header", "home"),
    Entry(
        "regulations",
        _("Regulations"),
        "scale",
        "/regulations/",
        "header",
        "study",
        allowed=lambda visitor: visitor.has_regulations(),
    ),
    Entry(
        "desk",
        _("Review desk"),
        "stamp",
        "gate:queue",
        "header",
        "work",
        prefixes=("/desk/",),
        allowed=_who_views(Subject.TEXTS),
    ),
    Entry(
        "development",
        _("Member development"),
        "people",
        "organization:development",
        "header",
        "work",
        prefixes=("/organization/development/",),
        allowed=_who_views(Subject.DEVELOPMENT),
    ),
    Entry(
        "organization",
        _("Organization"),
        "grid",
        "organization:home",
        "header",
        "work",
        prefixes=tuple(
            f"/organization/{room}/" for room in ("units", "people", "terms", "coverage", "committees")
        ),
    ),
    Entry(
        "manage",
        _("Application management"),
        "lock",
        "organization:grants",
        "header",
        "work",
        prefixes=("/organization/grants/", "/organization/audit/"),
        allowed=_who_views(Subject.GRANTS),
    ),
    Entry("study", _("Study"), "book", "learning:catalogue", "header", "study", prefixes=("/learning/",)),
    Entry("search", _("Search"), "search", "search:results", "header", "", prefixes=("/search/",)),
    Entry("todos", _("To-dos"), "briefcase", "outreach:todos", "phone", "work"),
    Entry("messages", _("Messages"), "bell", "outreach:messages", "tools", "messages"),
    Entry("me", _("Me"), "person", "portal:me", "tools", "me", prefixes=("/me/", "/accounts/")),
)

TABS = (
    Tab("home", _("Home"), "home"),
    Tab("study", pgettext_lazy("phone tab", "Study"), "book"),
    Tab("work", _("Work"), "briefcase"),
    Tab("messages", _("Messages"), "bell"),
    Tab("me", _("Me"), "person"),
)
FIRST_OF_TAB = {"study": "study", "work": "todos"}
"""The entry that a tab of several opens."""


@dataclass(frozen=True)
class Link:
    """An entry or tab as one page shows it."""

    key: str
    label: str
    icon: str
    url: str
    current: bool
    tab: str = ""
    count: int = 0
    phone_only: bool = False


def _covers(entry: Entry, url: str, path: str) -> bool:
    if url == "/":
        return path == "/"
    return path == url or any(path.startswith(prefix) for prefix in (entry.prefixes or (url,)))


def visible_entries(visitor: Visitor, path: str, places: Iterable[str]) -> list[tuple[Entry, Link]]:
    """Return the entries of these places that the visitor sees, with the one that covers the path marked."""
    found = []
    for entry in ENTRIES:
        if entry.place not in places or not visitor.signed_in or not entry.allowed(visitor):
            continue
        url = entry.url()
        if url is not None:
            current = _covers(entry, url, path)
            found.append((entry, Link(entry.key, str(entry.label), entry.icon, url, current, entry.tab)))
    return found


def build_tabs(links: list[Link], counts: dict[str, int]) -> list[Link]:
    """Return the phone's tabs, leaving out those without any entry."""
    tabs = []
    for tab in TABS:
        under = [link for link in links if link.tab == tab.key]
        if not under:
            continue
        first = next((link for link in under if link.key == FIRST_OF_TAB.get(tab.key)), under[0])
        current = any(link.current for link in under)
        tabs.append(
            Link(tab.key, str(tab.label), tab.icon, first.url, current, tab.key, counts.get(tab.key, 0))
        )
    return tabs


def build_segments(links: list[Link], path: str) -> list[Link]:
    """Return the places under the current tab when the path is one of them and there are several."""
    here = next((link for link in links if link.url == path and link.tab), None)
    if here is None:
        return []
    under = [link for link in links if link.tab == here.tab]
    return under if len(under) > 1 else []
