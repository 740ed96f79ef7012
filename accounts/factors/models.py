"""The reset of lost factors, by two persons. The factors themselves stand in allauth's tables."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.factors.types import ResetState
from core.clock import now


class FactorReset(models.Model):
    """One officer asks that a user's factors be removed; another confirms it or declines."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="factor_resets",
    )
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), default=now)
    state = models.CharField(_("state"), max_length=10, choices=ResetState.choices, default=ResetState.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reset of factors")
        verbose_name_plural = _("resets of factors")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="asked"), name="one_open_factor_reset"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="factor_reset_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_at=None)
                | (~models.Q(state="asked") & models.Q(decided_at__isnull=False)),
                name="factor_reset_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d} {self.state}"
