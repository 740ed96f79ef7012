"""What waits for a person, and what they have not read."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from accounts.models import User
from core.clock import day_start, now, today
from outreach.models import Notice, NoticeQuerySet, Todo, TodoQuerySet


@dataclass(frozen=True)
class TodoCounts:
    """How much waits: in all, overdue, and due before the end of today."""

    open: int
    overdue: int
    due_today: int

    @property
    def pressing(self) -> int:
        """What the badge shows: overdue and due today."""
        return self.overdue + self.due_today


def open_todos(user: User) -> TodoQuerySet:
    """Return what waits for the person, the overdue first."""
    return Todo.objects.of(user.pk).open().by_urgency()


def finished_todos(user: User) -> TodoQuerySet:
    """Return what the person has done, the latest first."""
    return Todo.objects.of(user.pk).exclude(done_at=None).order_by("-done_at", "-pk")


def count_todos(user: User) -> TodoCounts:
    """Return the figures of the person's list, in one statement."""
    moment = now()
    midnight = day_start(today() + timedelta(days=1))
    figures = (
        Todo.objects.of(user.pk)
        .open()
        .aggregate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(due_at__lt=moment)),
            due_today=Count("pk", filter=Q(due_at__gte=moment, due_at__lt=midnight)),
        )
    )
    return TodoCounts(**figures)


def notices_of(user: User) -> NoticeQuerySet:
    """Return all notices of the person, newest first."""
    return Notice.objects.of(user.pk)


def unread_notices(user: User) -> NoticeQuerySet:
    """Return the notices that the person has not opened, newest first."""
    return notices_of(user).unread()
