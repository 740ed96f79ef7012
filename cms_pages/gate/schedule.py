"""Released texts whose hour has come, live texts whose hour is over."""

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import Page, Revision

from core.clock import now
from core.errors import DomainError

logger = logging.getLogger(__name__)


def publish_due() -> int:
    """Publish each released revision whose hour has come, hide each page past its end; return how many.

    One that the gate refuses is left as it is and reported; it does not stop the others.
    """
    done = 0
    due = Revision.objects.page_revisions().filter(approved_go_live_at__lte=now())
    for revision in list(due.order_by("approved_go_live_at", "id")):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled", skip_permission_checks=True)
        except (PermissionDenied, DomainError):
            logger.exception("gate.scheduled_refused", extra={"revision": revision.pk})
        else:
            done += 1
    for page in list(Page.objects.filter(live=True, expire_at__lte=now()).order_by("expire_at", "id")):
        with transaction.atomic():
            page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            done += 1
    return done
