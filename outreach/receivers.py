"""What outreach tells the rooms below: the messages and to-dos that it holds of a user."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organization.profiles.registry import Section, handles, register_exporter, register_remover
from outreach.models import Notice, Todo


@register_exporter
@handles("outreach.Notice")
def notices(user: User) -> Section:
    """Return the messages to the user."""
    found = Notice.objects.filter(recipient=user).order_by("created_at", "pk")
    rows = [(row.created_at, row.get_kind_display(), row.title, row.body, row.read_at) for row in found]
    columns = (
        ("at", _("Time")),
        ("kind", _("Kind")),
        ("title", _("Title")),
        ("body", _("Text")),
        ("read_at", _("Read at")),
    )
    return Section("notices", _("Messages"), columns, rows)


@register_exporter
@handles("outreach.Todo")
def todos(user: User) -> Section:
    """Return what was on the user's list."""
    found = Todo.objects.filter(user=user).order_by("pk")
    rows = [
        (row.get_kind_display(), row.title, row.detail, row.due_at, row.done_at, row.withdrawn_at)
        for row in found
    ]
    columns = (
        ("kind", _("Kind")),
        ("title", _("Title")),
        ("detail", _("Detail")),
        ("due_at", _("Due at")),
        ("done_at", _("Done at")),
        ("withdrawn_at", _("Withdrawn at")),
    )
    return Section("todos", _("To-dos"), columns, rows)


@register_remover("notices")
def old_notices(before: datetime) -> int:
    """Remove messages from before a moment, and the to-dos that were ended before it."""
    ended = Q(done_at__lt=before) | Q(withdrawn_at__lt=before)
    old = Notice.objects.filter(created_at__lt=before).delete()[0]
    return old + Todo.objects.filter(ended).delete()[0]
