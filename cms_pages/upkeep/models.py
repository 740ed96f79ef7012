"""That a version of an internal rule was looked at again, and with what outcome."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms_pages.regulations.models import RegulationPage
from cms_pages.upkeep.types import Outcome
from core.append_only import append_only
from core.clock import now

LONGEST_WORDS = 400


@append_only()
class RuleReview(models.Model):
    """One look at one version: kept until `next_review`, or a draft was made that revises or abolishes it.

    `words` gives the reasons; for a rule that is abolished, the decision on which that rests. Drafts go
    through the reviews of the desk like every text, so a row by itself changes no rule.
    """

    page = models.ForeignKey(RegulationPage, on_delete=models.PROTECT, related_name="rule_reviews")
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    words = models.CharField(_("reasons"), max_length=LONGEST_WORDS, blank=True)
    next_review = models.DateField(_("next review on"), null=True)
    repealed_on = models.DateField(_("repealed on"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), default=now)

    class Meta:
        verbose_name = _("review of a rule")
        verbose_name_plural = _("reviews of rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.KEEP, next_review__isnull=False, repealed_on=None)
                | Q(outcome=Outcome.REVISE, next_review=None, repealed_on=None)
                | (Q(outcome=Outcome.ABOLISH, next_review=None, repealed_on__isnull=False) & ~Q(words="")),
                name="rule_review_days_fit_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.outcome}"
