"""Claims: spans in which one person holds one stage of a text; ended rows stay as its trail."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms_pages.claims.types import Ending
from cms_pages.gate.models import Candidate
from cms_pages.gate.types import Stage
from core.clock import now


class StageClaim(models.Model):
    """One person works on one stage of a text, by their own choice or because another handed it over."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="claims")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    words = models.CharField(_("why it is handed over"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)

    class Meta:
        verbose_name = _("claim of a review")
        verbose_name_plural = _("claims of reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "stage"], condition=Q(ended_at=None), name="claim_one_holder_a_stage"
            ),
            models.CheckConstraint(
                condition=Q(handed_by=None) | ~Q(handed_by=F("holder")), name="claim_handed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False) & ~Q(ending=""),
                name="claim_ended_with_its_ending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.stage} {self.holder_id}"
