"""What the pages of the library show; Wagtail serves them."""

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cms_pages.regulations import queries, reading
from cms_pages.regulations.models import RegulationIndexPage, RegulationPage
from cms_pages.regulations.parsing import parse
from cms_pages.regulations.reading import OutlineEntry
from cms_pages.regulations.types import Level, Status
from cms_pages.upkeep.queries import basis_of_repeal
from core.clock import today

_FORMAT = "2"  # raise when the drawing changes
_OPEN_UP_TO = 120
"""A longer text starts with its outline folded."""
_TONES = {
    Status.IN_FORCE.value: "ok",
    Status.AMENDED.value: "warn",
    Status.REPEALED.value: "plain",
    Status.NOT_YET.value: "info",
}

_STATUS_CHOICES = [
    ("current", _("In force or about to be")),
    (Status.AMENDED.value, Status.AMENDED.label),
    (Status.REPEALED.value, Status.REPEALED.label),
    ("all", _("All versions")),
]


@dataclass(frozen=True)
class Reading:
    """A text as the page shows it."""

    html: SafeString
    outline: tuple[OutlineEntry, ...]
    history: tuple[str, ...]
    count: int


def read(source: str) -> Reading:
    """Return a text drawn for reading; drawn once a text and language, whatever page it is on."""
    digest = hashlib.sha256(source.encode()).hexdigest()
    key = f"regulation:{_FORMAT}:{get_language()}:{digest}"
    found: Reading | None = cache.get(key)
    if found is None:
        document = parse(source)
        found = Reading(
            reading.draw(document), reading.outline(document), document.history, reading.count_cited(document)
        )
        cache.set(key, found, None)
    return found


def page_context(page: RegulationPage, request: HttpRequest) -> dict[str, Any]:
    """Return the text, outline, status and versions of a regulation for its page."""
    day = today()
    versions = queries.versions_of(page.work, request.user)
    known = next((version for version in versions if version.pk == page.pk), page)
    status = known.status_on(day)
    current = queries.version_in_force(versions, day)
    found = read(page.source)
    library = page.get_parent().get_url(request) or ""
    return {
        "parent_url": library,
        "copy_word": gettext("Copy the link to %(label)s") % {"label": "*"},
        "category_url": f"{library}?{urlencode({'category': page.work.category})}",
        "open_all": found.count <= _OPEN_UP_TO,
        "reading": found,
        "text": mark_safe(found.html),  # noqa: S308 drawn by `reading`, which escapes
        "status": Status(status),
        "tone": _TONES[status],
        "basis": basis_of_repeal(page),
        "is_past": status in {Status.AMENDED, Status.REPEALED},
        "times_read": getattr(known, "times_read", 0),
        "current": current if current is not None and current.pk != page.pk else None,
        "versions": [
            {
                "page": version,
                "status": Status(version.status_on(day)),
                "tone": _TONES[version.status_on(day)],
                "compare_url": _comparison_url(page, version),
            }
            for version in versions
        ],
    }


def _comparison_url(page: RegulationPage, other: RegulationPage) -> str:
    """Return the address that compares two versions, the older one first; empty where a day is missing."""
    older, newer = sorted((page, other), key=lambda version: version.age)
    if page.pk == other.pk or older.commences is None or newer.commences is None:
        return ""
    if older.commences == newer.commences:
        return ""
    days = (day.isoformat() for day in (older.commences, newer.commences))
    return reverse("rules:compare", args=[page.work.short_title, *days])


def index_context(column: RegulationIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Return the filtered list of a library with the counts of its filters."""
    sent = request.GET
    filters = queries.Filters(
        keyword=sent.get("q", "")[:100].strip(),
        level=sent.get("level", "") if sent.get("level") in Level.values else "",
        category=sent.get("category", "")[:40],
        status=_status(sent.get("status", "current")),
    )
    listing = queries.list_regulations(
        request.user, filters, after=sent.get("after", ""), size=queries.PAGE_SIZE
    )
    day = today()
    kept = {
        "q": filters.keyword,
        "level": filters.level,
        "category": filters.category,
        "status": filters.status or "all",
    }
    levels = queries.count_by(request.user, filters, "level")
    categories = queries.count_by(request.user, filters, "category")
    return {
        "page_url": column.get_url(request) or "",
        "filters": filters,
        "rows": [
            {"page": page, "status": Status(page.status_on(day)), "tone": _TONES[page.status_on(day)]}
            for page in listing.regulations
        ],
        "next": _address(kept, after=listing.after) if listing.after else "",
        "is_first": not sent.get("after"),
        "first": _address(kept),
        "levels": _facets(
            kept, "level", [(value, Level(value).label, n) for value, n in levels if value in Level]
        ),
        "categories": _facets(kept, "category", [(value, value, n) for value, n in categories]),
        "statuses": [
            {
                "url": _address(kept | {"status": value}),
                "label": label,
                "is_on": (filters.status or "all") == value,
            }
            for value, label in _STATUS_CHOICES
        ],
        "total": sum(number for _level, number in levels)
        if not filters.level
        else dict(levels).get(filters.level, 0),
    }


def _status(sent: str) -> str:
    if sent == "all":
        return ""
    return sent if sent in Status.values else "current"


def _facets(kept: dict[str, str], name: str, values: list[tuple[str, Any, int]]) -> list[dict[str, Any]]:
    return [
        {
            "url": _address(kept | {name: "" if kept[name] == value else value}),
            "label": label,
            "number": number,
            "is_on": kept[name] == value,
        }
        for value, label, number in values
    ]


def _address(kept: dict[str, str], **more: str) -> str:
    return "?" + urlencode({name: value for name, value in (kept | more).items() if value})
