"""Spreadsheets that came in and went out, and what feeds of other systems propose."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.append_only import append_only
from core.clock import now
from organization.roster.types import ImportState, ProposalKind, ProposalState, RunState


class ImportJob(models.Model):
    """One uploaded list of people: checked first, entered as a whole or not at all.

    The file and its checked rows are removed as soon as the job is decided.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="roster_imports",
    )
    file_name = models.CharField(_("file"), max_length=200)
    file = models.CharField(max_length=200, editable=False)
    staged = models.CharField(max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ImportState.choices, default=ImportState.WAITING
    )
    permille = models.PositiveSmallIntegerField(_("progress"), default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    bad_rows = models.PositiveIntegerField(_("rows with an error"), default=0)
    new_people = models.PositiveIntegerField(_("new people"), default=0)
    refusal = models.TextField(_("why it was refused"), blank=True)
    created_at = models.DateTimeField(_("uploaded at"), default=now)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    applied_at = models.DateTimeField(_("entered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of the roster")
        verbose_name_plural = _("imports of the roster")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "created_at"], name="roster_import_state")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"

    @property
    def is_running(self) -> bool:
        """Whether a worker is busy with it."""
        return self.state in {ImportState.WAITING, ImportState.APPLYING}


class ImportFinding(models.Model):
    """What is wrong with one cell of an import; a personal value is kept masked only."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=40)
    value = models.CharField(_("value"), max_length=100, blank=True)
    code = models.CharField(max_length=40)
    about = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("error in an import")
        verbose_name_plural = _("errors in imports")
        ordering = ["job_id", "row", "pk"]

    def __str__(self) -> str:
        return f"{self.row} {self.column} {self.code}"


@append_only()
class RosterExport(models.Model):
    """A list of people that left the program: who took it, when, of which scope, how many rows."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("taken by"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), default=now)
    scope = models.TextField(_("scope"))
    rows = models.PositiveIntegerField(_("rows"))
    sha256 = models.CharField("SHA-256", max_length=64)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("export of the roster")
        verbose_name_plural = _("exports of the roster")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.by_id} {self.made_at:%Y-%m-%d %H:%M} {self.rows}"


class FeedRun(models.Model):
    """One comparison of the roster with a feed of another system."""

    source = models.CharField(_("source"), max_length=40)
    ran_at = models.DateTimeField(_("compared at"), default=now)
    state = models.CharField(_("state"), max_length=12, choices=RunState.choices)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    bad_rows = models.PositiveIntegerField(_("rows with an error"), default=0)
    known = models.PositiveIntegerField(_("people compared"), default=0)
    new = models.PositiveIntegerField(_("new people"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    missing = models.PositiveIntegerField(_("no longer there"), default=0)
    errors = models.JSONField(default=list)

    class Meta:
        verbose_name = _("comparison with a feed")
        verbose_name_plural = _("comparisons with feeds")
        ordering = ["-ran_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.ran_at:%Y-%m-%d %H:%M} {self.state}"


class FeedProposal(models.Model):
    """A change that a feed proposes and an officer accepts or declines; nothing happens by itself.

    `change` is field → [what the roster says, what the feed says]; `fingerprint` tells it apart, so
    that the same feed proposes nothing twice.
    """

    source = models.CharField(_("source"), max_length=40)
    run = models.ForeignKey(FeedRun, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(_("kind"), max_length=12, choices=ProposalKind.choices)
    staff_number = models.CharField(_("staff number"), max_length=40)
    person = models.ForeignKey(
        "organization.Person",
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="feed_proposals",
    )
    unit = models.ForeignKey(
        "organization.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+"
    )
    change = models.JSONField(_("change"), default=dict)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=12, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("proposal of a feed")
        verbose_name_plural = _("proposals of feeds")
        ordering = ["staff_number", "pk"]
        indexes = [models.Index(fields=["unit", "state"], name="feed_proposal_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "staff_number"], condition=Q(state="open"), name="feed_proposal_one_open"
            ),
            models.UniqueConstraint(
                fields=["source", "fingerprint"],
                condition=Q(state__in=["open", "declined"]),
                name="feed_proposal_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.staff_number}"
