"""A remark and its answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms_pages.gate.models import Candidate
from core.clock import now


class Remark(models.Model):
    """What somebody says of one passage of a submitted text.

    The passage is `quote`, from character `start` on of the paragraph `line` (from 0) of `field`. The
    submitted text never changes, so the place stays right; a later round shows the remark with its passage.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="remarks")
    field = models.CharField(max_length=40)
    line = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    quote = models.CharField(_("passage"), max_length=300)
    words = models.TextField(_("remark"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="remark_settled_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.quote[:20]}"


class Reply(models.Model):
    """What is answered to a remark."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="answers")
    words = models.TextField(_("answer"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return f"{self.remark_id} {self.words[:20]}"
