"""The lease, the sessions, the credited intervals and the time that was not credited."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cms_pages.models import LessonPage
from core.clock import now
from evidence.models import Entry
from learning.study.types import Ending, Refusal
from organization.models import Person


class StudySession(models.Model):
    """One sitting of one person before one lesson on one device.

    The lesson's revision, its nominal seconds and the length of its video are fixed at the start. `seq`,
    `last_body` and `last_reply` belong to the last accepted beat: a repetition of it gets the same reply and
    no credit. Up to `last_beat_at` all time is credited or refused; `faults` counts beats out of step.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="study_sessions")
    lesson = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="study_sessions")
    revision_id = models.BigIntegerField()
    nominal_seconds = models.PositiveIntegerField()
    is_video = models.BooleanField(default=False)
    video_ms = models.PositiveIntegerField(null=True)
    device = models.CharField(_("device"), max_length=20, blank=True)
    interval_seconds = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=now)
    last_beat_at = models.DateTimeField()
    last_active_at = models.DateTimeField()
    last_position_ms = models.PositiveBigIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)
    last_body = models.CharField(max_length=64, blank=True)
    last_reply = models.JSONField(default=dict)
    credited_ms = models.PositiveBigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    faults = models.PositiveIntegerField(default=0)
    progress = models.ForeignKey(
        "learning.LessonProgress", on_delete=models.PROTECT, null=True, related_name="+"
    )
    open_interval = models.ForeignKey(
        "learning.CreditInterval", on_delete=models.PROTECT, null=True, related_name="+"
    )
    open_refusal = models.ForeignKey(
        "learning.RefusedTime", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("study session")
        verbose_name_plural = _("study sessions")
        indexes = [
            models.Index(fields=["last_beat_at"], condition=Q(ended_at=None), name="session_running"),
            models.Index(fields=["person", "lesson"], name="session_person_lesson"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="session_one_open_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.lesson_id} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def nonce(self) -> str:
        """Return the nonce that the next beat must carry; nobody can know it before it was issued."""
        text = f"{self.pk}:{self.seq}"
        return salted_hmac("learning.study.nonce", text, algorithm="sha256").hexdigest()[:32]

    @property
    def length_ms(self) -> int:
        """Return the length of the video; the nominal length when the file does not tell."""
        return self.video_ms or self.nominal_seconds * 1000


class StudyLease(models.Model):
    """Which session of a person may be credited now; one row a person, locked by every beat."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, primary_key=True, related_name="study_lease"
    )
    session = models.ForeignKey(StudySession, on_delete=models.PROTECT, null=True, related_name="+")
    epoch = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("study lease")
        verbose_name_plural = _("study leases")

    def __str__(self) -> str:
        return f"{self.person_id} {self.epoch}"


def _milliseconds(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() * 1000)


class CreditInterval(models.Model):
    """A half-open stretch [starts_at, ends_at) of server time, credited to one lesson of one person.

    Contiguous beats extend it; once closed (`entry` set) it never changes. Intervals of one person never
    overlap: the database refuses it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credit_intervals")
    session = models.ForeignKey(StudySession, on_delete=models.PROTECT, related_name="intervals")
    lesson = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="credit_intervals")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    beats = models.PositiveIntegerField(default=1)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("credited interval")
        verbose_name_plural = _("credited intervals")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="interval_has_length"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(entry=None), name="interval_one_open_per_session"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "starts_at"], name="interval_person_start"),
            models.Index(fields=["person", "lesson"], name="interval_person_lesson"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_at:%Y-%m-%d %H:%M:%S} +{self.milliseconds} ms"

    @property
    def milliseconds(self) -> int:
        """Return the length in milliseconds."""
        return _milliseconds(self.starts_at, self.ends_at)


class RefusedTime(models.Model):
    """A stretch of a session that was not credited, with the reason; neighbours of one reason are one row."""

    session = models.ForeignKey(StudySession, on_delete=models.PROTECT, related_name="refused")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=10, choices=Refusal.choices)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("time not credited")
        verbose_name_plural = _("times not credited")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="refused_has_length")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.reason}"

    @property
    def milliseconds(self) -> int:
        """Return the length in milliseconds."""
        return _milliseconds(self.starts_at, self.ends_at)


class LessonProgress(models.Model):
    """What a person has of a lesson: a projection of the intervals, kept in the same transaction.

    `coverage` marks the five-second pieces of a video that were seen, as hexadecimal bits.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lesson_progress")
    lesson = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="progress")
    credited_ms = models.PositiveBigIntegerField(default=0)
    coverage = models.TextField(blank=True)
    position_ms = models.PositiveBigIntegerField(default=0)
    completed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [models.UniqueConstraint(fields=["person", "lesson"], name="progress_per_lesson")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.lesson_id} {self.credited_ms}"
