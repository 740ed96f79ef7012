"""Rows of the kernel: tasks waiting to leave, and what was done by whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.append_only import append_only
from core.clock import now


class OutboxMessage(models.Model):
    """One task that a committed transaction asked for; deleted once it has been run or handed over.

    `claimed_until` is a lease: a relay that dies leaves the row to the next one.
    """

    task = models.CharField(max_length=200)
    payload = models.JSONField()
    created_at = models.DateTimeField(default=now)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        indexes = [models.Index(fields=["failed_at", "claimed_until", "id"], name="outbox_waiting")]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"


@append_only()
class AuditEntry(models.Model):
    """One mutating request: who asked for what, from where, and how it ended. Never changed."""

    at = models.DateTimeField(default=now, db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    route = models.CharField(max_length=200)
    method = models.CharField(max_length=8)
    action = models.CharField(max_length=100, blank=True)
    object_type = models.CharField(max_length=100, blank=True)
    object_id = models.CharField(max_length=100, blank=True)
    unit_id = models.BigIntegerField(null=True)
    arguments = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField()
    request_id = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.method} {self.route} {self.status}"
