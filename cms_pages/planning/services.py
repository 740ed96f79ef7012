"""Confirm that a live text is still right; it counts as looked at from then on."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cms_pages.gate import queries as gate
from cms_pages.gate.errors import NotReviewer, NotUnderReview
from cms_pages.gate.models import Release
from cms_pages.gate.types import ReleaseState, Stage
from cms_pages.planning.models import Confirmation
from core.errors import Invalid
from evidence.services import append

LONGEST_WORDS = 200


@transaction.atomic
def confirm(release: Release, *, words: str, by: User) -> Confirmation:
    """Record that a publisher of the text's unit has looked at it again and leaves it as it is."""
    release = Release.objects.select_for_update(of=("self",)).select_related("candidate").get(pk=release.pk)
    if not gate.reviews_here(by, Stage.FINAL, release.candidate.unit_id):
        raise NotReviewer(_("Only a publisher of this unit may confirm a text."))
    if release.state != ReleaseState.OPEN:
        raise NotUnderReview(_("This page is not live."))
    if len(words.strip()) > LONGEST_WORDS:
        told = _("Write at most %(most)s characters.") % {"most": LONGEST_WORDS}
        raise Invalid(told, fields={"words": told})
    row = Confirmation.objects.create(release=release, by=by, words=words.strip())
    append(
        kind="review.confirmation",
        facts={"page": release.page_id, "revision": release.revision_id, "at": row.at},
        personal={},
        by_id=by.pk,
    )
    return row
