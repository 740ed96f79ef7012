"""Requests for a second person's confirmation, the quarterly review, and the codes of a recovery."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.append_only import append_only
from core.clock import now
from organization.grants.types import GrantRequestState, ReviewOutcome
from organization.types import GrantScope, GrantVerbs, Role


def _somebody(label: object, related_name: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,  # type: ignore[arg-type]
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
    )


class GrantRequest(models.Model):
    """A grant of an administrator's role that one person asks for and another confirms or declines."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="grant_requests",
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    unit = models.ForeignKey(
        "organization.Unit",
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        related_name="grant_requests",
        null=True,
        blank=True,
    )
    scope = models.CharField(
        _("scope"), max_length=10, choices=GrantScope.choices, default=GrantScope.SUBTREE
    )
    verbs = models.CharField(_("verbs"), max_length=20, choices=GrantVerbs.choices, default=GrantVerbs.ALL)
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), default=now)
    expires_at = models.DateTimeField(_("waits until"))
    state = models.CharField(
        _("state"), max_length=10, choices=GrantRequestState.choices, default=GrantRequestState.OPEN
    )
    decided_by = _somebody(_("decided by"), "+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    grant = models.OneToOneField(
        "organization.Grant",
        verbose_name=_("grant"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="request",
    )

    class Meta:
        verbose_name = _("request for a grant")
        verbose_name_plural = _("requests for grants")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="grant_request_not_for_oneself"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="grant_request_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("user")), name="grant_request_not_by_receiver"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(decided_by__isnull=False, grant__isnull=False),
                name="grant_request_confirmed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(state="open"), name="grant_request_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.state}"


@append_only()
class GrantReview(models.Model):
    """Somebody looked at a grant in a quarter and said whether it is still needed."""

    grant = models.ForeignKey(
        "organization.Grant", verbose_name=_("grant"), on_delete=models.PROTECT, related_name="reviews"
    )
    quarter = models.CharField(_("quarter"), max_length=6)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReviewOutcome.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewed by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("reviewed at"), default=now)

    class Meta:
        verbose_name = _("review of a grant")
        verbose_name_plural = _("reviews of grants")
        constraints = [
            models.UniqueConstraint(fields=["grant", "quarter"], name="grant_review_once_a_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.quarter} {self.outcome}"


class RecoveryCode(models.Model):
    """The hash of a code on paper, held by one of the people who can recover the administration together."""

    holder = models.CharField(_("held by"), max_length=40)
    code_hash = models.CharField(_("hash"), max_length=200)
    issued_at = models.DateTimeField(_("issued at"), default=now)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [
            models.UniqueConstraint(
                fields=["holder"], condition=Q(used_at=None), name="recovery_code_one_a_holder"
            )
        ]

    def __str__(self) -> str:
        return self.holder
