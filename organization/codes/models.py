"""A one-time code: asked for by one officer, confirmed and printed by another, kept only as its hash."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.clock import now
from organization.codes.types import STANDING, CodeState

_STANDING = [str(state) for state in STANDING]


class OneTimeCode(models.Model):
    """A code by which somebody signs in once and sets a new password."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="codes"
    )
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), default=now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CodeState.choices, default=CodeState.ASKED)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    valid_until = models.DateTimeField(_("valid until"))
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=_STANDING), name="one_standing_code_a_user"
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("user")) & (Q(confirmed_by=None) | ~Q(confirmed_by=F("user"))),
                name="code_not_for_oneself",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")), name="code_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "used", "spent"])
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(digest="")),
                name="code_printed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"

    @property
    def is_standing(self) -> bool:
        """Whether something can still come of it now."""
        return self.state in STANDING and self.valid_until > now()
