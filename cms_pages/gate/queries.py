"""What the gate knows: what waits for whom, what is live without approval."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from wagtail.models import Page, Revision

from cms_pages.gate.digest import digest_of_content
from cms_pages.gate.models import Approval, Candidate, Release
from cms_pages.gate.sql import APPROVALS_COUNTED, STAGES_ASKED, candidate_texts
from cms_pages.gate.types import SUBJECT_OF_STAGE, CandidateState, ReleaseState, Stage
from organization import authority
from organization.models import Unit
from organization.types import Verb

UNAPPROVED_LIVE_SQL = f"""
SELECT page.id, page.title, page.live_revision_id
FROM wagtailcore_page AS page
WHERE page.live AND page.depth > 1
  AND (page.alias_of_id IS NOT NULL
       OR page.live_revision_id IS NULL
       OR NOT EXISTS (
          SELECT 1
          FROM cms_pages_release AS permit
          JOIN {candidate_texts()} ON candidate.id = permit.candidate_id
          WHERE permit.page_id = page.id
            AND permit.revision_id = page.live_revision_id
            AND permit.state = 'open'
            AND candidate.revision_id = permit.revision_id
            AND candidate.digest = permit.digest
            AND candidate.stages_text LIKE '%"final"%'
            AND {APPROVALS_COUNTED} = {STAGES_ASKED}))
ORDER BY page.id
"""
"""The invariant: empty on every database at every moment. One statement, for SQLite and PostgreSQL.

Each stage that the candidate needed was passed, by as many people, none of whom made the text.
"""


@dataclass(frozen=True)
class UnapprovedPage:
    """A live page whose live revision no release allows."""

    page_id: int
    title: str
    revision_id: int | None


def unapproved_live_objects() -> list[UnapprovedPage]:
    """Return every live page that did not pass the gate, by one SQL query."""
    with connection.cursor() as cursor:
        cursor.execute(UNAPPROVED_LIVE_SQL)
        return [UnapprovedPage(*row) for row in cursor.fetchall()]


def changed_live_texts() -> list[UnapprovedPage]:
    """Return every live page whose text or revision no longer has the digest that was approved."""
    found = []
    releases = {
        (release.page_id, release.revision_id): release.digest
        for release in Release.objects.filter(state=ReleaseState.OPEN)
    }
    for page in Page.objects.filter(live=True, depth__gt=1).order_by("id").iterator(chunk_size=100):
        digest = releases.get((page.pk, page.live_revision_id))
        if digest is None:
            continue  # the invariant's query reports it
        live = digest_of_content(page.specific.serializable_data())
        revision = Revision.objects.filter(pk=page.live_revision_id).first()
        if live != digest or revision is None or digest_of(revision) != digest:
            found.append(UnapprovedPage(page.pk, page.title, page.live_revision_id))
    return found


def unapproved_schedules() -> list[UnapprovedPage]:
    """Return every page with a revision that would go live later without a release."""
    waiting = Revision.objects.page_revisions().filter(approved_go_live_at__isnull=False).order_by("id")
    return [
        UnapprovedPage(int(revision.object_id), revision.object_str, revision.pk)
        for revision in waiting
        if open_release_of(int(revision.object_id), revision.pk) is None
    ]


@dataclass(frozen=True)
class WaitingText:
    """An approved text that goes live at its hour."""

    page: Page
    title: str
    goes_live_at: datetime


def texts_waiting_for_their_hour() -> list[WaitingText]:
    """Return what is approved and not yet live, the next first."""
    waiting = Revision.objects.page_revisions().filter(approved_go_live_at__isnull=False)
    rows = list(waiting.order_by("approved_go_live_at", "id"))
    pages = Page.objects.in_bulk([int(revision.object_id) for revision in rows])
    return [
        WaitingText(pages[int(row.object_id)], row.content["title"], row.approved_go_live_at)
        for row in rows
        if int(row.object_id) in pages
    ]


def goes_live_at(candidate: Candidate) -> datetime | None:
    """Return the hour at which an approved text will go live, or nothing when it does not wait for one."""
    waiting = Revision.objects.filter(pk=candidate.revision_id, approved_go_live_at__isnull=False)
    found: datetime | None = waiting.values_list("approved_go_live_at", flat=True).first()
    return found


def digest_of(revision: Revision) -> str:
    """Return the digest of a revision's text."""
    return digest_of_content(revision.content)


def open_release_of(page_id: int, revision_id: int | None) -> Release | None:
    """Return the release that allows this revision to be live, or nothing."""
    if revision_id is None:
        return None
    return Release.objects.filter(page_id=page_id, revision_id=revision_id, state=ReleaseState.OPEN).first()


def current_release_of(page_id: int) -> Release | None:
    """Return the newest open release of a page, live or waiting for its hour, or nothing."""
    return Release.objects.filter(page_id=page_id, state=ReleaseState.OPEN).order_by("-id").first()


def is_frozen(revision_id: int) -> bool:
    """Return whether a revision is, or was, a candidate: its content must never change again."""
    return Candidate.objects.filter(revision_id=revision_id).exists()


def is_own(candidate: Candidate, user: Any) -> bool:
    """Return whether the user had a hand in the text or has passed a stage of it already."""
    return user.pk in candidate.makers or any(
        item.approver_id == user.pk for item in candidate.approvals.all()
    )


def may_read(user: Any, candidate: Candidate) -> bool:
    """Return whether the user made the text, or views or decides one of its stages."""
    return _has_part_in(user, candidate, Verb.VIEW)


def may_remark(user: Any, candidate: Candidate) -> bool:
    """Return whether the user made the text or decides one of its stages; who only views says nothing."""
    return _has_part_in(user, candidate, Verb.MANAGE)


def _has_part_in(user: Any, candidate: Candidate, verb: Verb) -> bool:
    return user.pk in candidate.makers or any(
        reviews_here(user, stage, candidate.unit_id, verb) for stage in candidate.stages
    )


def why_not(candidate: Candidate, user: Any) -> str:
    """Return the code of the reason why this user may not decide now, or an empty text."""
    if candidate.state != CandidateState.OPEN:
        return "not_under_review"
    if is_own(candidate, user):
        return "own_text"
    stage = candidate.next_stage
    if stage is None or not reviews_here(user, stage, candidate.unit_id):
        return "not_reviewer"
    return ""


def place_of(unit_id: int | None) -> Unit | None:
    """Return the unit at which a text is reviewed; one without a unit belongs to the whole enterprise."""
    found: Unit | None = Unit.objects.filter(pk=unit_id).first() if unit_id else Unit.get_first_root_node()
    return found


def reviews_here(user: Any, stage: str, unit_id: int | None, verb: Verb = Verb.MANAGE) -> bool:
    """Return whether the user decides a stage (or views it) for a text of this unit."""
    return authority.allows(user, verb, SUBJECT_OF_STAGE[stage], unit=place_of(unit_id))


def published_by(user: Any, unit: str) -> Q:
    """Return the condition that the user publishes for the unit of a row, named by its field.

    A row without a unit belongs to the whole enterprise.
    """
    units = authority.units_allowed(user, Verb.MANAGE, SUBJECT_OF_STAGE[Stage.FINAL])
    here = Q(**{f"{unit}__in": units})
    root = place_of(None)
    if root is not None and units.filter(pk=root.pk).exists():
        here |= Q(**{f"{unit}__isnull": True})
    return here


def candidates() -> QuerySet[Candidate]:
    """Return candidates with what a list of them shows."""
    approvals = Approval.objects.select_related("approver").order_by("at")
    return Candidate.objects.select_related("author", "submitter", "editor", "returned_by").prefetch_related(
        Prefetch("approvals", approvals)
    )


def candidates_for(user: Any) -> list[Candidate]:
    """Return the candidates whose next stage this user may decide, oldest first."""
    held = authority.grants_of(user)
    stages = {stage for stage, subject in SUBJECT_OF_STAGE.items() if held.allows(Verb.MANAGE, subject)}
    if not stages:
        return []
    units = {unit.pk: unit for unit in Unit.objects.all()}
    root = next((unit for unit in sorted(units.values(), key=lambda unit: unit.path)), None)
    found = []
    for candidate in candidates().filter(state=CandidateState.OPEN).order_by("submitted_at", "id"):
        stage = candidate.next_stage
        unit = units.get(candidate.unit_id, root) if candidate.unit_id else root
        if stage in stages and held.allows(Verb.MANAGE, SUBJECT_OF_STAGE[stage], unit=unit):
            found.append(candidate)
    return found


def content_of(candidate: Candidate) -> dict[str, Any]:
    """Return the content that was submitted; nothing is left of a text whose revision is gone."""
    revision = Revision.objects.filter(pk=candidate.revision_id).first()
    return revision.content if revision is not None else {}


def previous_content(candidate: Candidate) -> dict[str, Any] | None:
    """Return the content that was released before this candidate, or nothing."""
    earlier = (
        Release.objects.filter(page_id=candidate.page_id, released_at__lt=candidate.submitted_at)
        .order_by("-released_at")
        .first()
    )
    revision = Revision.objects.filter(pk=earlier.revision_id).first() if earlier else None
    return revision.content if revision else None
