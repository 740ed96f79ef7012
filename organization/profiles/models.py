"""What is kept about a person beyond the roster, and what the person asked for."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.append_only import append_only
from core.clock import now
from core.encryption import EncryptedTextField
from organization.profiles.types import CorrectableField, ExportState, RequestState, RetentionAction


class Contact(models.Model):
    """How a person can be reached; encrypted, and found only through the blind index."""

    person = models.OneToOneField(
        "organization.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="contact"
    )
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    email = EncryptedTextField(_("e-mail"), blank=True)
    updated_at = models.DateTimeField(_("changed at"), default=now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("contact data")
        verbose_name_plural = _("contact data")

    def __str__(self) -> str:
        return str(self.person_id)


class CorrectionRequest(models.Model):
    """A person says that something kept about them is wrong; what it says is encrypted."""

    person = models.ForeignKey(
        "organization.Person",
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="correction_requests",
    )
    field = models.CharField(_("field"), max_length=20, choices=CorrectableField.choices)
    old_value = EncryptedTextField(_("what is kept now"), blank=True)
    new_value = EncryptedTextField(_("what is right"))
    reason = EncryptedTextField(_("your words"), blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=RequestState.choices, default=RequestState.OPEN
    )
    asked_at = models.DateTimeField(_("asked at"), default=now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    answer = EncryptedTextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field"], condition=Q(state="open"), name="correction_one_open_a_field"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.field} {self.state}"


class ClosingRequest(models.Model):
    """A user asks that the account be closed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="closing_requests",
    )
    reason = EncryptedTextField(_("your words"), blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=RequestState.choices, default=RequestState.OPEN
    )
    asked_at = models.DateTimeField(_("asked at"), default=now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    answer = EncryptedTextField(_("answer"), blank=True)
    anonymized_at = models.DateTimeField(_("made anonymous at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to close the account")
        verbose_name_plural = _("requests to close accounts")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="open"), name="closing_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"


class PersonalExport(models.Model):
    """A packed copy of what is kept about a user, for a few days and for that user only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="personal_exports",
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ExportState.choices, default=ExportState.WAITING
    )
    asked_at = models.DateTimeField(_("asked at"), default=now)
    parts_done = models.PositiveSmallIntegerField(_("parts done"), default=0)
    parts = models.PositiveSmallIntegerField(_("parts"), default=0)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    file = models.CharField(max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta:
        verbose_name = _("personal export")
        verbose_name_plural = _("personal exports")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="waiting"), name="personal_export_one_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"


@append_only()
class PrivacyNotice(models.Model):
    """One published version of the privacy notice; the newest is the one in force."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    text_zh = models.TextField(_("text in Chinese"))
    text_en = models.TextField(_("text in English"))
    changes_zh = models.TextField(_("what changed, in Chinese"), blank=True)
    changes_en = models.TextField(_("what changed, in English"), blank=True)
    published_at = models.DateTimeField(_("published at"), default=now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")
        ordering = ["-published_at", "-pk"]
        get_latest_by = ["published_at", "pk"]

    def __str__(self) -> str:
        return self.version

    @property
    def text(self) -> str:
        """The text in the language of the screen."""
        return self.text_en if (get_language() or "").startswith("en") else self.text_zh

    @property
    def changes(self) -> str:
        """What changed since the version before, in the language of the screen."""
        return self.changes_en if (get_language() or "").startswith("en") else self.changes_zh


@append_only()
class NoticeAcceptance(models.Model):
    """A user has read a version of the notice and said so."""

    notice = models.ForeignKey(
        PrivacyNotice, verbose_name=_("privacy notice"), on_delete=models.PROTECT, related_name="acceptances"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        related_name="notice_acceptances",
    )
    accepted_at = models.DateTimeField(_("accepted at"), default=now)

    class Meta:
        verbose_name = _("acceptance of the privacy notice")
        verbose_name_plural = _("acceptances of the privacy notice")
        ordering = ["-accepted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="acceptance_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.notice_id}"


@append_only()
class SensitiveView(models.Model):
    """Somebody saw sensitive data of a person, and why."""

    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("seen by"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        "organization.Person",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="sensitive_views",
    )
    fields = models.JSONField(_("fields"), default=list)
    purpose = models.CharField(_("purpose"), max_length=200)
    seen_at = models.DateTimeField(_("seen at"), default=now)

    class Meta:
        verbose_name = _("view of sensitive data")
        verbose_name_plural = _("views of sensitive data")
        ordering = ["-seen_at", "-pk"]
        indexes = [models.Index(fields=["person", "seen_at"], name="sensitive_view_of_person")]

    def __str__(self) -> str:
        return f"{self.viewer_id} {self.person_id}"


class RetentionRule(models.Model):
    """How long one class of personal data is kept, and what happens then; without days: by rule."""

    code = models.CharField(_("class of data"), max_length=40, unique=True)
    days = models.PositiveIntegerField(_("days"), null=True, blank=True)
    action = models.CharField(_("then"), max_length=12, choices=RetentionAction.choices)
    basis = models.CharField(_("basis"), max_length=200)

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.code
