"""A tag that texts may bear, and a proposal to change the vocabulary."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from cms_pages.vocabulary.types import ChangeKind, ChangeState
from core.clock import now

LONGEST_NAME = 30
LONGEST_WORDS = 200


class VocabularyTag(models.Model):
    """A tag of the vocabulary; one that was merged stays on its texts and is shown as the other."""

    tag = models.OneToOneField(Tag, on_delete=models.PROTECT, related_name="entry")
    into = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="merged", null=True)

    class Meta:
        verbose_name = _("tag of the vocabulary")
        verbose_name_plural = _("tags of the vocabulary")
        constraints = [
            models.CheckConstraint(condition=Q(into=None) | ~Q(into=F("tag")), name="tag_not_into_itself")
        ]

    def __str__(self) -> str:
        return str(self.tag)


class TagChange(models.Model):
    """A proposal: a new tag, another name for one, or one merged into another; another person decides."""

    kind = models.CharField(_("kind"), max_length=8, choices=ChangeKind.choices)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    into = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+", null=True)
    words = models.CharField(_("reason"), max_length=LONGEST_WORDS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    state = models.CharField(max_length=8, choices=ChangeState.choices, default=ChangeState.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("proposal for the vocabulary")
        verbose_name_plural = _("proposals for the vocabulary")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="tag_change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | ~Q(decided_by=F("by")), name="tag_change_decided_by_another"
            ),
            models.UniqueConstraint(
                fields=["tag"], condition=Q(state="waiting"), name="one_change_of_a_tag_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.tag_id} {self.name}"
