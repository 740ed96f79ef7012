"""Save a version of a regulation as a draft; keep the provisions of the live versions."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from cms_pages.gate.types import Audience
from cms_pages.regulations.models import Provision, RegulationIndexPage, RegulationPage, RegulationWork
from cms_pages.regulations.parsing import parse
from cms_pages.regulations.rendering import render
from cms_pages.regulations.tree import HEADINGS, Document, Kind, Placed
from cms_pages.regulations.types import Level, Status
from core.errors import Invalid

LARGEST_TEXT = 4_000_000
_TOGETHER = 500


@dataclass(frozen=True)
class Details:
    """What is known about one version beside its text. `slug` is its address below the column."""

    title: str
    short_title: str
    level: str = Level.INTERNAL.value
    category: str = ""
    issuer: str = ""
    number: str = ""
    version_date: date | None = None
    publish_date: date | None = None
    effective_date: date | None = None
    repealed_date: date | None = None
    status: str = Status.IN_FORCE.value
    audience: str = Audience.INTERNAL.value
    slug: str = ""


@dataclass(frozen=True)
class Saved:
    """What became of a text: its page, the tree, and created, changed or unchanged."""

    page: RegulationPage
    document: Document
    outcome: str


@transaction.atomic
def save_regulation(*, column: RegulationIndexPage, source: str, details: Details, by: User | None) -> Saved:
    """Save a version as a draft page with a revision, below the column; nothing goes live.

    The version is found again by its address. The same text and details give "unchanged" and write
    nothing; otherwise a new revision waits for review. Raises Invalid when there is no text or title.
    """
    if len(source) > LARGEST_TEXT or "\x00" in source:
        raise Invalid(_("This is not the text of a regulation, or it is too long."))
    document = parse(source, title=details.title)
    if not document.nodes:
        raise Invalid(_("There is no text."))
    title = details.title or document.title
    if not title or not details.short_title:
        raise Invalid(_("The regulation has no title."))
    work = _work_of(details, title)
    slug = details.slug or address_of(details.short_title, details.version_date or details.publish_date)
    values = {
        "title": title,
        "work": work,
        "number": details.number,
        "version_date": details.version_date,
        "publish_date": details.publish_date,
        "effective_date": details.effective_date,
        "repealed_date": details.repealed_date,
        "status": details.status,
        "audience": details.audience,
        "source": render(document),
    }
    page = RegulationPage.objects.child_of(column).filter(slug=slug).first()
    try:
        if page is None:
            page = RegulationPage(slug=slug, live=False, owner=by, **values)
            column.add_child(instance=page)
            outcome = "created"
        else:
            page = page.get_latest_revision_as_object()
            if all(getattr(page, name) == value for name, value in values.items()):
                return Saved(page, document, "unchanged")
            for name, value in values.items():
                setattr(page, name, value)
            page.full_clean()
            outcome = "changed"
    except ValidationError as error:
        fields = {field: " ".join(texts) for field, texts in error.message_dict.items()}
        raise Invalid(" ".join(error.messages), fields=fields) from error
    page.save_revision(user=by)
    return Saved(page, document, outcome)


def address_of(short_title: str, day: date | None) -> str:
    """Return the address of a version: its short title and its day."""
    return slugify(f"{short_title}-{day:%Y-%m-%d}" if day else short_title, allow_unicode=True)[:250]


def _work_of(details: Details, title: str) -> RegulationWork:
    known = RegulationWork.objects.filter(short_title=details.short_title).first()
    if known is not None:
        return known
    work = RegulationWork(
        title=title,
        short_title=details.short_title,
        level=details.level,
        issuer=details.issuer,
        category=details.category,
    )
    try:
        work.full_clean()
    except ValidationError as error:
        fields = {field: " ".join(texts) for field, texts in error.message_dict.items()}
        raise Invalid(" ".join(error.messages), fields=fields) from error
    work.save()
    return work


@transaction.atomic
def project_provisions(page: RegulationPage) -> int:
    """Rebuild the provisions of a live page from its text and return how many there are."""
    remove_provisions(page)
    rows = [_provision(page.pk, placed) for placed in parse(page.source).placed()]
    Provision.objects.bulk_create(rows, batch_size=_TOGETHER)
    return len(rows)


@transaction.atomic
def remove_provisions(page: RegulationPage) -> None:
    """Remove the provisions of a page that is no longer live."""
    Provision.objects.filter(page=page).delete()


def _provision(page_id: int, placed: Placed) -> Provision:
    node = placed.node
    only_orders = node.kind in HEADINGS or node.kind in {Kind.ANNEX, Kind.PREAMBLE}
    return Provision(
        page_id=page_id,
        eid=node.eid,
        kind=node.kind.value,
        label=node.label[:40],
        number=node.number,
        heading=node.heading[:255],
        heading_path=placed.heading_path[:500],
        text="" if only_orders else node.full_text(),
        order=placed.order,
        parent_eid=placed.parent_eid,
    )
