"""Many texts in one review: one decision a stage by one person, applied to each text as it was listed.

Each text is decided in a transaction of its own by the same services as a single one, so a text that
was changed meanwhile, or that the person may not decide, is left out and reported.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from cms_pages.gate import queries, services
from cms_pages.gate.errors import NotSubmittable
from cms_pages.gate.models import Batch, Candidate
from cms_pages.gate.pages import GatedPage
from cms_pages.gate.types import CandidateState
from core.errors import DomainError


@dataclass(frozen=True)
class Outcome:
    """What became of one text: done, or left out with the reason in words and its stable code."""

    page_id: int
    title: str
    done: bool
    code: str = ""
    reason: str = ""


def drafts_below(column: Page) -> QuerySet[Page]:
    """Return the pages below a column with a text that is neither live nor under review, in tree order."""
    busy = Candidate.objects.filter(state=CandidateState.OPEN).values("page_id")
    below: QuerySet[Page] = (
        Page.objects.descendant_of(column)
        .filter(has_unpublished_changes=True, latest_revision__isnull=False)
        .exclude(pk__in=busy)
        .order_by("path")
    )
    return below


def open_batch(*, title: str, by: User) -> Batch:
    """Return a new batch, still empty."""
    if not title.strip():
        raise NotSubmittable(_("Give the batch a name."), fields={"title": _("Give the batch a name.")})
    return Batch.objects.create(title=title.strip(), submitted_by=by)


def submit_batch(batch: Batch, *, pages: Iterable[GatedPage], by: User) -> Iterator[Outcome]:
    """Submit each page as part of the batch; yield what became of it."""
    for page in pages:
        try:
            with transaction.atomic():
                candidate = services.submit(page, by=by)
                Candidate.objects.filter(pk=candidate.pk).update(batch=batch)
        except DomainError as error:
            yield Outcome(page.pk, page.title, done=False, code=error.code, reason=str(error))
        else:
            yield Outcome(page.pk, candidate.page_title, done=True)


def approve_batch(batch: Batch, *, by: User, stage: str, comment: str = "") -> Iterator[Outcome]:
    """Pass this stage of each text of the batch that waits for it; yield what became of it."""
    for candidate in waiting_in(batch):
        if candidate.next_stage != stage:
            yield Outcome(
                candidate.page_id,
                candidate.page_title,
                done=False,
                code="another_stage",
                reason=_("This text is at another stage."),
            )
            continue
        try:
            services.approve(candidate, by=by, comment=comment)
        except DomainError as error:
            yield Outcome(
                candidate.page_id, candidate.page_title, done=False, code=error.code, reason=str(error)
            )
        else:
            yield Outcome(candidate.page_id, candidate.page_title, done=True)


def waiting_in(batch: Batch) -> list[Candidate]:
    """Return the texts of the batch that are still under review, in the order of their submission."""
    return list(queries.candidates().filter(batch=batch, state=CandidateState.OPEN).order_by("id"))
