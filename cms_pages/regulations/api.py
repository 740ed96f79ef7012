"""The API of the regulation library: works in their versions, and single provisions."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from accounts.http import OPEN_AUTH, require_scope
from cms_pages.regulations import comparing
from cms_pages.regulations.models import Provision, RegulationPage
from cms_pages.regulations.queries import (
    PAGE_SIZE,
    Filters,
    find_provision,
    list_regulations,
    provisions_of,
    regulations_for,
    versions_of,
)
from cms_pages.regulations.tree import Kind
from core.clock import today
from core.errors import NotFound

router = Router(tags=["regulations"], auth=OPEN_AUTH)
OUTLINE = [kind.value for kind in Kind if kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM, Kind.TABLE}]


class RegulationLine(Schema):
    """One version of a regulation in a list."""

    id: int
    title: str
    short_title: str
    number: str
    level: str
    category: str
    issuer: str
    version_date: date | None
    publish_date: date | None
    effective_date: date | None
    status: str
    url: str


class RegulationList(Schema):
    """A page of regulations; send `next` as `after` for the following page; null at the end."""

    items: list[RegulationLine]
    next: str | None


class ProvisionLine(Schema):
    """A unit of the outline."""

    eid: str
    kind: str
    label: str
    heading: str
    parent_eid: str


class RegulationOut(RegulationLine):
    """A version with its outline, its other versions, and its text as Markdown."""

    versions: list[RegulationLine]
    outline: list[ProvisionLine]
    source: str


class ProvisionOut(ProvisionLine):
    """One provision with its words and everything below it."""

    regulation_id: int
    number: str
    heading_path: str
    text: str
    url: str


class ChangeLine(Schema):
    """What became of one article; ids and labels are empty where a version does not have it."""

    kind: str
    old_eid: str
    old_label: str
    new_eid: str
    new_label: str
    renumbered: bool
    moved: bool


class ChangesOut(Schema):
    """Two versions article by article, in the order of the newer one, with the number of each kind."""

    counts: dict[str, int]
    items: list[ChangeLine]


class ListQuery(Schema):
    """How to narrow the list; `status` may also be `current`."""

    q: str = ""
    level: str = ""
    category: str = ""
    status: str = ""
    after: str = ""
    size: int = PAGE_SIZE


@router.get("", response=RegulationList)
def show_regulations(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """Return regulations that the caller may read, the newest version first."""
    require_scope(request, "content:read")
    filters = Filters(query.q[:100].strip(), query.level, query.category, query.status)
    listing = list_regulations(request.user, filters, after=query.after, size=query.size)
    return {"items": [_line(page) for page in listing.regulations], "next": listing.after or None}


@router.get("/{page_id}", response=RegulationOut)
def show_regulation(request: HttpRequest, page_id: int) -> dict[str, Any]:
    """Return one version with its outline and text."""
    require_scope(request, "content:read")
    page = regulations_for(request.user).filter(pk=page_id).first()
    if page is None:
        raise NotFound(_("There is no such regulation."))
    versions = versions_of(page.work, request.user)
    for version in versions:
        version.work = page.work
    outline = provisions_of(page).filter(kind__in=OUTLINE).defer("text")
    return _line(page) | {
        "versions": [_line(version) for version in versions],
        "outline": [_provision_line(provision) for provision in outline],
        "source": page.source,
    }


@router.get("/{page_id}/changes", response=ChangesOut)
def show_changes(request: HttpRequest, page_id: int, since: int) -> dict[str, Any]:
    """Return what became of each article since another version of the same work; `since` is its id."""
    require_scope(request, "content:read")
    pages = regulations_for(request.user).in_bulk([page_id, since])
    before, after = pages.get(since), pages.get(page_id)
    if before is None or after is None or before.work_id != after.work_id or before.pk == after.pk:
        raise NotFound(_("One of the two versions is not there."))
    changes = comparing.compare_texts(before.source, after.source)
    return {
        "counts": comparing.count(changes),
        "items": [
            {
                "kind": change.kind.value,
                "old_eid": change.old.eid if change.old else "",
                "old_label": change.old.label if change.old else "",
                "new_eid": change.new.eid if change.new else "",
                "new_label": change.new.label if change.new else "",
                "renumbered": change.renumbered,
                "moved": change.moved,
            }
            for change in changes
        ],
    }


@router.get("/{page_id}/provisions/{eid}", response=ProvisionOut)
def show_provision(request: HttpRequest, page_id: int, eid: str) -> dict[str, Any]:
    """Return one provision, such as art_12 or art_12__para_2."""
    require_scope(request, "content:read")
    provision = find_provision(request.user, page_id, eid)
    if provision is None:
        raise NotFound(_("There is no such provision."))
    return _provision_line(provision) | {
        "regulation_id": page_id,
        "number": provision.number,
        "heading_path": provision.heading_path,
        "text": provision.text,
        "url": f"{provision.page.url or ''}#{provision.eid}",
    }


def _line(page: RegulationPage) -> dict[str, Any]:
    work = page.work
    return {
        "id": page.pk,
        "title": page.title,
        "short_title": work.short_title,
        "number": page.number,
        "level": work.level,
        "category": work.category,
        "issuer": work.issuer,
        "version_date": page.version_date,
        "publish_date": page.publish_date,
        "effective_date": page.effective_date,
        "status": page.status_on(today()),
        "url": page.url or "",
    }


def _provision_line(provision: Provision) -> dict[str, Any]:
    return {
        "eid": provision.eid,
        "kind": provision.kind,
        "label": provision.label,
        "heading": provision.heading,
        "parent_eid": provision.parent_eid,
    }
