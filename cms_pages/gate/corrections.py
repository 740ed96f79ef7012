"""The emergency correction: a mistake in a live text is put right by two people, with a reason.

It is the same gate with the final stage alone. The text must be live and approved already, and its draft
differ from it; who passed the text that is corrected is told, and the trail and the evidence say why.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from cms_pages.gate import queries, services
from cms_pages.gate.errors import NotSubmittable, ReasonMissing
from cms_pages.gate.models import Candidate, EmergencyCorrection, GatedPage
from evidence.services import append

LONGEST_REASON = 500


@transaction.atomic
def submit_correction(page: GatedPage, *, by: User, reason: str) -> Candidate:
    """Submit the latest revision of a live page as an emergency correction and return its candidate.

    Raises ReasonMissing without words, NotSubmittable when the page is not live or nothing is to be
    corrected, and what the gate raises for any submission.
    """
    page = page.specific
    Page.objects.select_for_update().get(pk=page.pk)
    told = _("Say what is wrong in the live text, in at most %(most)s characters.") % {"most": LONGEST_REASON}
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        raise ReasonMissing(told, fields={"reason": told})
    if not page.live or queries.open_release_of(page.pk, page.live_revision_id) is None:
        raise NotSubmittable(_("Only a live text is corrected; submit this one for review."))
    if page.latest_revision_id == page.live_revision_id:
        raise NotSubmittable(_("Save the corrected text before you submit it."))
    EmergencyCorrection.objects.get_or_create(
        revision_id=page.latest_revision_id,
        defaults={"page_id": page.pk, "reason": reason.strip(), "by": by},
    )
    candidate = services.submit(page, by=by)
    append(
        kind="review.emergency",
        facts={"page": page.pk, "revision": candidate.revision_id, "reason": reason.strip()},
        personal={},
        by_id=by.pk,
    )
    return candidate


def correction_of(candidate: Candidate) -> EmergencyCorrection | None:
    """Return why a text is an emergency correction, or nothing when it is an ordinary one."""
    found = EmergencyCorrection.objects.filter(revision_id=candidate.revision_id)
    return found.select_related("by").first()
