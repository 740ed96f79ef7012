"""Whether a text takes comments, a comment, and a report of one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms_pages.articles.models import ArticlePage
from cms_pages.comments.types import CommentState, ReportReason
from core.clock import now

LONGEST_WORDS = 500
LONGEST_REASON = 200


class Discussion(models.Model):
    """Whether a text takes comments; without a row it does not.

    It is no part of the reviewed text: a publisher must be able to close it at once.
    """

    page = models.OneToOneField(ArticlePage, on_delete=models.CASCADE, related_name="discussion")
    is_open = models.BooleanField(default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")

    def __str__(self) -> str:
        return f"{self.page_id} {self.is_open}"


class Comment(models.Model):
    """What a reader says of a text. Of a withdrawn one no words are kept."""

    page = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="comments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(pgettext_lazy("reader's", "comment"), max_length=LONGEST_WORDS, blank=True)
    at = models.DateTimeField(_("time"), default=now)
    state = models.CharField(
        _("state"), max_length=10, choices=CommentState.choices, default=CommentState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("reader's", "comment")
        verbose_name_plural = pgettext_lazy("readers'", "comments")
        indexes = [
            models.Index(fields=["page", "state", "-id"], name="comment_of_page"),
            models.Index(fields=["id"], name="comment_waiting", condition=Q(state="waiting")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["shown", "refused"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="comment_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", words="") | (~Q(state="withdrawn") & ~Q(words="")),
                name="comment_withdrawn_has_no_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.words[:20]}"


class Report(models.Model):
    """A reader says that a shown comment should not stand; publishers see why, not who."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=ReportReason.choices)
    words = models.CharField(_("note"), max_length=LONGEST_REASON, blank=True)
    at = models.DateTimeField(_("time"), default=now)
    settled_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("report of a comment")
        verbose_name_plural = _("reports of comments")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "user"], condition=Q(settled_at=None), name="report_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.reason}"
