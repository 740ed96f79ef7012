"""Attempts at exams, the answers as they stand, and every answer that ever arrived."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms_pages.models import ExamPage
from core.append_only import append_only
from core.clock import now
from organization.models import Person


class AttemptState(models.TextChoices):
    """The states of an attempt; it leaves the first one once, and for ever."""

    IN_PROGRESS = "in_progress", _("in progress")
    SUBMITTED = "submitted", _("handed in")
    EXPIRED = "expired", _("time ran out")


class Attempt(models.Model):
    """One sitting of one person, with the paper frozen at its start.

    `epoch` counts the devices: only the newest may save. Scores are whole marks; null until graded.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attempts")
    exam = models.ForeignKey(ExamPage, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("attempt"))
    state = models.CharField(max_length=12, choices=AttemptState.choices, default=AttemptState.IN_PROGRESS)
    revision_id = models.BigIntegerField(help_text="The approved revision whose questions were drawn.")
    seed = models.CharField(max_length=32)
    questions = models.JSONField()
    key = models.JSONField()
    pass_percent = models.PositiveSmallIntegerField()
    paper_digest = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(default=now)
    deadline = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=64, blank=True)
    score = models.PositiveIntegerField(null=True)
    max_score = models.PositiveIntegerField(null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["person", "exam", "number"], name="attempt_numbered_once"),
            models.UniqueConstraint(
                fields=["person", "exam"], condition=Q(state="in_progress"), name="attempt_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(deadline__gt=F("started_at")), name="attempt_has_time"),
            models.CheckConstraint(
                condition=Q(state="in_progress", finished_at=None)
                | Q(finished_at__isnull=False, receipt__gt=""),
                name="attempt_finished_with_receipt",
            ),
        ]
        indexes = [
            models.Index(fields=["deadline"], condition=Q(state="in_progress"), name="attempt_running")
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} · {self.person_id} · {self.number}"

    @property
    def is_open(self) -> bool:
        """Return whether the attempt has not been handed in and did not run out."""
        return self.state == AttemptState.IN_PROGRESS


class Answer(models.Model):
    """The answer to one question as it stands: sorted option ids, with the client's sequence number."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    question_id = models.CharField(max_length=36)
    value = models.JSONField(default=list)
    epoch = models.PositiveIntegerField()
    client_seq = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField()
    late_ms = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["attempt", "question_id"], name="answer_per_question")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.question_id}"


class AnswerOutcome(models.TextChoices):
    """What became of an answer that arrived."""

    SAVED = "saved", _("saved")
    STALE = "stale", _("older than the one that stands")
    SUPERSEDED = "superseded", _("from a device that had been replaced")
    LATE = "late", _("after the deadline")
    CLOSED = "closed", _("after hand-in")


@append_only()
class AnswerEvent(models.Model):
    """One answer that arrived, with its outcome. Append-only: the database refuses change and removal.

    The outcomes superseded, late and closed are the quarantine: kept, told to the candidate, never
    graded without a decision of two people.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    question_id = models.CharField(max_length=36)
    value = models.JSONField()
    epoch = models.PositiveIntegerField()
    client_seq = models.PositiveBigIntegerField()
    arrived_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=AnswerOutcome.choices)

    class Meta:
        verbose_name = _("answer event")
        verbose_name_plural = _("answer events")
        indexes = [models.Index(fields=["attempt", "outcome"], name="answer_event_outcome")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.question_id} {self.client_seq} {self.outcome}"
