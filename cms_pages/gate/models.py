"""Candidates, approvals, releases: authority over what is live is a row, never a flag."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState, Workflow

from cms_pages.gate.pages import GatedManager, GatedPage, GatedQuerySet
from cms_pages.gate.types import SUBJECT_OF_STAGE, CandidateState, ReleaseState, Stage
from core.append_only import append_only
from core.clock import now
from organization import authority
from organization.models import Unit
from organization.types import Verb

__all__ = [
    "Approval",
    "Batch",
    "Candidate",
    "EmergencyCorrection",
    "GatedManager",
    "GatedPage",
    "GatedQuerySet",
    "Release",
    "ReleaseAsset",
    "ReviewTask",
    "ReviewWorkflow",
    "TakeDown",
    "UnitStages",
]


class ReviewTask(AbstractGroupApprovalTask):
    """One stage of review in Wagtail's workflow; the gate decides, for superusers too."""

    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, unique=True)

    admin_form_fields: ClassVar = [*AbstractGroupApprovalTask.admin_form_fields, "stage"]
    admin_form_readonly_on_edit_fields: ClassVar = ["name", "stage"]

    class Meta:
        verbose_name = _("review stage")
        verbose_name_plural = _("review stages")

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """Start the stage on the pinned candidate, not on the latest revision."""
        task_state = super().start(workflow_state, user=user)
        pin = import_string("cms_pages.gate.services.pin_candidate")
        candidate = pin(workflow_state=workflow_state, submitter=user, task_state=task_state)
        if task_state.revision_id != candidate.revision_id:
            task_state.revision_id = candidate.revision_id
            task_state.save(update_fields=["revision_id"])
        return task_state

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Let the gate decide about an action of the editor's menu."""
        services = {"approve": "approve", "reject": "return_for_revision"}
        if action_name not in services:
            raise PermissionDenied
        candidate = Candidate.objects.filter(
            workflow_state_id=task_state.workflow_state_id, state=CandidateState.OPEN
        ).first()
        if candidate is None:
            raise PermissionDenied
        decide = import_string(f"cms_pages.gate.services.{services[action_name]}")
        decide(candidate, by=user, comment=kwargs.get("comment", ""))

    def _may_review(self, obj: Any, user: Any) -> bool:
        return authority.allows(user, Verb.MANAGE, SUBJECT_OF_STAGE[self.stage])

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """Return whether the user reviews this stage; being superuser gives nothing."""
        return self._may_review(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Return False: an edit makes a later revision, and the pinned one is what is decided on."""
        return False

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        """Return nothing: decisions are taken on the review desk, over the pinned text."""
        return []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """Return the stages waiting for this user's role."""
        if not self._may_review(None, user):
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)


class ReviewWorkflow(models.Model):
    """Which workflow a number of stages uses."""

    stage_count = models.PositiveSmallIntegerField(_("number of stages"), primary_key=True)
    workflow = models.OneToOneField(Workflow, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("review workflow")
        verbose_name_plural = _("review workflows")

    def __str__(self) -> str:
        return str(self.stage_count)


class Batch(models.Model):
    """Many texts that are reviewed together, one decision a stage for all that have not changed."""

    title = models.CharField(_("title"), max_length=200)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")

    def __str__(self) -> str:
        return self.title


class Candidate(models.Model):
    """One revision submitted for publication, pinned by the digest of its text.

    `contributors` are the ids of everybody who saved a revision since the last release; none of them
    may approve. Ids of pages and revisions are plain numbers: the record outlives what it is about.
    """

    page_id = models.BigIntegerField(db_index=True)
    page_title = models.CharField(_("title"), max_length=255)
    kind = models.CharField(max_length=40)
    revision_id = models.BigIntegerField(db_index=True)
    workflow_state_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    stages = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    contributors = models.JSONField()
    unit_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=CandidateState.choices, default=CandidateState.OPEN)
    submitted_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    return_reason = models.TextField(blank=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="candidates", null=True)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [
            models.UniqueConstraint(
                fields=["page_id"], condition=Q(state="open"), name="candidate_one_open_per_page"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_title} ({self.revision_id})"

    @property
    def makers(self) -> set[int]:
        """Return the ids of everybody who had a hand in the text; none of them may approve it."""
        return {self.author_id, self.submitter_id, self.editor_id, *self.contributors}

    @property
    def next_stage(self) -> str | None:
        """Return the first stage without approval, or nothing when all are passed."""
        passed = {approval.stage for approval in self.approvals.all()}
        return next((stage for stage in self.stages if stage not in passed), None)


@append_only()
class Approval(models.Model):
    """One stage of one candidate passed by one person, none of those who made the text."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="approvals")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_ref = models.BigIntegerField()
    submitter_ref = models.BigIntegerField()
    editor_ref = models.BigIntegerField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(fields=["candidate", "stage"], name="approval_one_per_stage"),
            models.UniqueConstraint(fields=["candidate", "approver"], name="approval_by_other_people"),
            models.CheckConstraint(
                condition=~Q(approver=F("author_ref"))
                & ~Q(approver=F("submitter_ref"))
                & ~Q(approver=F("editor_ref")),
                name="approval_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.stage}"


class Release(models.Model):
    """The permission for one revision of one page to be live, while it is open."""

    page_id = models.BigIntegerField(db_index=True)
    revision_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="release")
    state = models.CharField(max_length=6, choices=ReleaseState.choices, default=ReleaseState.OPEN)
    released_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        indexes = [models.Index(fields=["page_id", "revision_id", "state"], name="release_of_revision")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.revision_id} {self.state}"


@append_only()
class ReleaseAsset(models.Model):
    """A file that a released revision shows, pinned by its digest."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="assets")
    kind = models.CharField(max_length=10)
    object_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("file of a release")
        verbose_name_plural = _("files of releases")
        indexes = [models.Index(fields=["kind", "object_id"], name="release_asset_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class TakeDown(models.Model):
    """A page taken down by one person with a reason; putting it back needs a second person."""

    page_id = models.BigIntegerField(db_index=True)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="take_downs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(default=now)
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    restored_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("take-down")
        verbose_name_plural = _("take-downs")
        constraints = [
            models.CheckConstraint(
                condition=Q(restored_by=None) | ~Q(restored_by=F("by")), name="take_down_restored_by_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.at:%Y-%m-%d}"


@append_only()
class EmergencyCorrection(models.Model):
    """Why a revision of a live text passes the final stage only."""

    page_id = models.BigIntegerField(db_index=True)
    revision_id = models.BigIntegerField(unique=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("emergency correction")
        verbose_name_plural = _("emergency corrections")

    def __str__(self) -> str:
        return f"{self.page_id} {self.revision_id}"


class UnitStages(models.Model):
    """How many stages the texts of a unit, and of those below it, pass at least."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    stages = models.PositiveSmallIntegerField(_("review stages"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("stages of a unit")
        verbose_name_plural = _("stages of units")
        constraints = [
            models.CheckConstraint(condition=Q(stages__gte=1, stages__lte=3), name="unit_stages_one_to_three")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.stages}"
