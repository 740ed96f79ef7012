"""The text that a request means, for pages and API alike."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms_pages.gate import queries
from cms_pages.gate.desk import require_desk
from cms_pages.gate.models import Candidate
from core.audit import describe
from core.errors import NotFound
from organization import authority
from organization.types import Subject, Verb


def find_review(request: HttpRequest, candidate_id: int, action: str) -> Candidate:
    """Return a text whose stage the user may decide, or that is their own, and name it in the audit log.

    One's own is refused by the service with its reason; for everybody else the text does not exist.
    """
    candidate = queries.candidates().filter(pk=candidate_id).first()
    if candidate is None or queries.why_not(candidate, request.user) == "not_reviewer":
        raise NotFound(_("There is no such text."))
    describe(
        request,
        action=f"review.{action}",
        object_type="cms_pages.Candidate",
        object_id=candidate.pk,
        unit_id=candidate.unit_id,
    )
    return candidate


def find_readable(request: HttpRequest, candidate_id: int) -> Candidate:
    """Return a text that the user may read on the desk: their own, or one of whose stages they view."""
    require_desk(request)
    candidate = queries.candidates().filter(pk=candidate_id).first()
    if candidate is None or not queries.may_read(request.user, candidate):
        raise NotFound(_("There is no such text."))
    return candidate


def find_editable(request: HttpRequest, page_id: int) -> Page:
    """Return a page whose text the user may write."""
    page = Page.objects.filter(pk=page_id).first()
    if (
        page is None
        or not authority.allows(request.user, Verb.MANAGE, Subject.TEXTS)
        or not page.permissions_for_user(request.user).can_edit()
    ):
        raise NotFound(_("There is no such text."))
    return page
