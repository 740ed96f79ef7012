"""A reader says that a live text should not stand as it is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms_pages.comments.models import LONGEST_REASON
from cms_pages.comments.types import ReportReason
from core.clock import now
from organization.models import Unit


class TextReport(models.Model):
    """One report of one text; publishers see why, not who. `answer` is what its reporter reads."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="text_reports")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, help_text=_("The unit of the text then.")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=ReportReason.choices)
    words = models.CharField(_("note"), max_length=LONGEST_REASON, blank=True)
    at = models.DateTimeField(_("time"), default=now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    settled_at = models.DateTimeField(_("decided at"), null=True)
    answer = models.CharField(_("answer"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = _("report of a text")
        verbose_name_plural = _("reports of texts")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "user"], condition=Q(settled_at=None), name="text_report_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, answer="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(answer="")),
                name="text_report_settled_with_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.reason}"
