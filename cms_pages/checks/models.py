"""The maintained lists, the report of a submission, and the waivers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms_pages.gate.models import Candidate
from core.append_only import append_only
from core.clock import now


class ListKind(models.TextChoices):
    """The lists that the checks compare a text with."""

    TERM = "term", _("sensitive terms")
    NAME = "name", _("names of organs and fixed expressions")
    OFFICE = "office", _("order of offices")


class Category(models.TextChoices):
    """Why a term is on the list."""

    DISCRIMINATION = "discrimination", _("discriminating")
    VULGARITY = "vulgarity", _("vulgar")
    SOVEREIGNTY = "sovereignty", _("sovereignty and territory")
    SECRECY = "secrecy", _("secrecy")
    OTHER = "other", pgettext_lazy("category of terms", "other")


class ListedExpression(models.Model):
    """One line of a list, from the day it was added until it is retired; it is never rewritten.

    `other_forms`, one a line: of a term the longer expressions in which it stands rightly, of a name
    its wrong forms.
    """

    kind = models.CharField(_("list"), max_length=10, choices=ListKind.choices)
    words = models.CharField(_("expression"), max_length=60)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices, blank=True)
    replacement = models.CharField(_("write instead"), max_length=60, blank=True)
    other_forms = models.TextField(_("other forms"), blank=True)
    blocks = models.BooleanField(_("stops a submission"), default=True)
    position = models.PositiveIntegerField(_("place in the order"), default=0)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    added_at = models.DateTimeField(default=now)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("listed expression")
        verbose_name_plural = _("listed expressions")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "words"], condition=Q(retired_at=None), name="listed_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def forms(self) -> tuple[str, ...]:
        """Return the other forms."""
        return tuple(line.strip() for line in self.other_forms.splitlines() if line.strip())


@append_only()
class CheckReport(models.Model):
    """What the checks found in a text when it was submitted; each finding that blocks has its waiver."""

    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="check_report")
    digest = models.CharField(max_length=64)
    findings = models.JSONField()
    checked_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("report of checks")
        verbose_name_plural = _("reports of checks")

    def __str__(self) -> str:
        return f"{self.candidate_id}"


@append_only()
class Waiver(models.Model):
    """One person's word that a finding stands for good reason; for the text of this digest only."""

    page_id = models.BigIntegerField(db_index=True)
    revision_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    finding_key = models.CharField(max_length=16)
    finding = models.JSONField()
    reason = models.CharField(_("reason"), max_length=200)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints = [
            models.UniqueConstraint(
                fields=["page_id", "digest", "finding_key"], name="waiver_once_for_a_finding"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.finding_key}"
