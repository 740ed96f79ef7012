"""Count a reading."""

from django.db.models import F

from cms_pages.gate.pages import GatedPage
from cms_pages.reads.models import ReadCount
from core.clock import today


def count_read(page: GatedPage) -> None:
    """Count that somebody has read a page today; who that was is asked and kept nowhere."""
    day = today()
    row = ReadCount.objects.filter(page_id=page.pk, day=day)
    if not row.update(number=F("number") + 1):
        # Two first readers at one moment: the one who finds the row of the other counts on it.
        ReadCount.objects.bulk_create([ReadCount(page_id=page.pk, day=day)], ignore_conflicts=True)
        row.update(number=F("number") + 1)
