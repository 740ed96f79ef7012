"""Report a live text; answer a report."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cms_pages.comments.errors import Decided
from cms_pages.comments.models import LONGEST_REASON
from cms_pages.comments.services import read_report
from cms_pages.gate.pages import GatedPage
from cms_pages.gate.queries import reviews_here
from cms_pages.gate.types import Stage
from cms_pages.reports.models import TextReport
from core.clock import now
from core.errors import Invalid, NotFound, Refused
from evidence.services import append


@transaction.atomic
def report_text(page: GatedPage, *, reason: str, words: str, by: User) -> TextReport:
    """Report a text that one may read; a second report of the same reader changes the first."""
    told = read_report(reason, words) | {"unit_id": page.unit_id}
    made, _new = TextReport.objects.update_or_create(page_id=page.pk, user=by, settled_at=None, defaults=told)
    return made


@transaction.atomic
def settle_report(row: TextReport, *, answer: str, by: User) -> TextReport:
    """Answer a report: a publisher of the text's unit, who did not make it, says what was done or why not.

    Whether the text is taken down is decided where texts are taken down. Raises Decided when it was answered.
    """
    row = TextReport.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not reviews_here(by, Stage.FINAL, row.unit_id):
        raise NotFound(_("There is no such report."))
    if row.user_id == by.pk:
        raise Refused(_("Somebody else answers your report."))
    if row.settled_at is not None:
        raise Decided(_("This report has been answered."))
    said = answer.strip()
    if not said or len(said) > LONGEST_REASON:
        told = _("Write something, at most %(most)s characters.") % {"most": LONGEST_REASON}
        raise Invalid(told, fields={"answer": told})
    row.answer, row.settled_by, row.settled_at = said, by, now()
    row.save(update_fields=["answer", "settled_by", "settled_at"])
    append(
        kind="text.report_settled",
        facts={"report": row.pk, "page": row.page_id, "reason": row.reason, "answer": said},
        personal={},
        by_id=by.pk,
    )
    return row
