"""Count a reading."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db.models import F

from cms_pages.gate.pages import GatedPage
from cms_pages.reads.models import ReadCount
from core.clock import today

KEPT = int(timedelta(days=1).total_seconds())


def count_read(page: GatedPage, *, reader: str) -> bool:
    """Count that somebody has read a page; the same reader counts once a day. Return whether it counted.

    Who reads what is kept nowhere: that this reader has been counted is a hash in the cache, made with
    a random word that lives there too and is gone, with all that was made of it, after a day.
    """
    day = today()
    salt = cache.get_or_set(f"reads-{day}", lambda: secrets.token_hex(16), KEPT)
    mark = sha256(f"{salt}:{page.pk}:{reader}".encode()).hexdigest()
    if not cache.add(f"read-{mark}", 1, KEPT):
        return False
    row = ReadCount.objects.filter(page_id=page.pk, day=day)
    if not row.update(number=F("number") + 1):
        # Two first readers at one moment: the one who finds the row of the other counts on it.
        ReadCount.objects.bulk_create([ReadCount(page_id=page.pk, day=day)], ignore_conflicts=True)
        row.update(number=F("number") + 1)
    return True
