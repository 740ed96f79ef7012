"""Entries of the evidence log and the openings of their commitments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.append_only import append_only
from core.clock import now


@append_only(may_set={"index"})
class Entry(models.Model):
    """One fact, written in the transaction that made it true.

    `body` is canonical JSON (format version 1); `digest` is SHA-256 over the byte 0x00 and the body, the
    leaf hash of RFC 6962. `index` stays NULL until sealing gives the entry its place in the tree.
    """

    index = models.PositiveBigIntegerField(null=True, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60, db_index=True)
    body = models.TextField(_("body"))
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    created_at = models.DateTimeField(_("created at"), default=now)

    class Meta:
        verbose_name = _("evidence entry")
        verbose_name_plural = _("evidence entries")

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"


class Opening(models.Model):
    """What opens one commitment of an entry: the personal value and its salt.

    Erasing the row erases the personal datum; the entry and its digest stay as they are.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="openings")
    name = models.CharField(max_length=40)
    value = models.TextField()
    salt = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="opening_per_name")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.name}"
