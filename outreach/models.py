"""Notices and to-dos."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.clock import now
from outreach.types import NOTICE_TONES, TODO_VERBS, NoticeKind, TodoKind


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, asked for by reader."""

    def of(self, user_id: int) -> "NoticeQuerySet":
        """Return the notices of one person, newest first."""
        return self.filter(recipient_id=user_id).order_by("-created_at", "-pk")

    def unread(self) -> "NoticeQuerySet":
        """Return those that were not opened yet."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One piece of news for one person. `title` and `body` are data; the words come from the kind."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        related_name="notices",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    title = models.CharField(_("title"), max_length=255, blank=True)
    body = models.TextField(_("body"), blank=True)
    url = models.CharField(_("address"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("sent at"), default=now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    key = models.CharField(max_length=120, unique=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notice_of_recipient"),
            models.Index(
                fields=["recipient"], condition=models.Q(read_at=None), name="notice_unread_of_recipient"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}".strip()

    @property
    def is_read(self) -> bool:
        """Whether the recipient has opened it."""
        return self.read_at is not None

    @property
    def tone(self) -> str:
        """The tone of its chip."""
        return NOTICE_TONES.get(NoticeKind(self.kind), "info")


class TodoQuerySet(models.QuerySet["Todo"]):
    """To-dos, asked for by person and state."""

    def of(self, user_id: int) -> "TodoQuerySet":
        """Return the to-dos of one person."""
        return self.filter(user_id=user_id)

    def open(self) -> "TodoQuerySet":
        """Return those that still wait."""
        return self.filter(done_at=None, withdrawn_at=None)

    def by_urgency(self) -> "TodoQuerySet":
        """Return the overdue first, then by due time, those without one last."""
        return self.order_by(models.F("due_at").asc(nulls_last=True), "created_at", "pk")


class Todo(models.Model):
    """One piece of work that waits for one person until it is done or no longer needed.

    `subject` names the work itself (the same for everybody who could do it), `key` the work and the
    person.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="todos"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=TodoKind.choices)
    title = models.CharField(_("title"), max_length=255)
    detail = models.CharField(_("detail"), max_length=255, blank=True)
    url = models.CharField(_("address"), max_length=500)
    created_at = models.DateTimeField(_("created at"), default=now)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    subject = models.CharField(max_length=100, db_index=True, editable=False)
    key = models.CharField(max_length=120, unique=True, editable=False)

    objects = TodoQuerySet.as_manager()

    class Meta:
        verbose_name = _("to-do")
        verbose_name_plural = _("to-dos")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["user", "due_at"],
                condition=models.Q(done_at=None, withdrawn_at=None),
                name="todo_open_of_user",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(withdrawn_at=None), name="todo_ends_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"

    @property
    def verb(self) -> str:
        """What the button says."""
        return str(TODO_VERBS[TodoKind(self.kind)])
