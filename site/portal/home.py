"""What the guide home shows one person: every figure comes from the app that owns it."""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cms_pages.banners.models import BannerPage
from cms_pages.banners.queries import banners_for
from core import clock
from organization import authority
from organization.models import Person, Unit
from organization.types import Subject, Verb
from outreach import queries as outreach
from outreach.models import Notice, Todo
from portal.context import Shell
from portal.places import Column, newest_columns
from portal.study import Hours, Resume, find_resume, hours_of

TODOS_SHOWN = 5
NOTICES_SHOWN = 4


@dataclass(frozen=True)
class Shortcut:
    """A door on the home page."""

    label: str
    url: str
    icon: str
    detail: str = ""


@dataclass(frozen=True)
class Home:
    """The guide home of one person at one moment."""

    name: str
    today: date
    unit: Unit | None
    counts: outreach.TodoCounts
    todos: list[Todo]
    notices: list[Notice]
    banners: list[BannerPage]
    columns: list[Column]
    resume: Resume | None
    hours: Hours | None
    shortcuts: list[Shortcut] = field(default_factory=list)

    @property
    def resume_first(self) -> bool:
        """Whether study moves above the list: nothing is due today or overdue."""
        return self.resume is not None and not self.counts.pressing

    @property
    def headline(self) -> str:
        """The sentence at the top: what is due today, what is late, or that nothing is."""
        if self.counts.due_today:
            text = ngettext(
                "%(name)s, %(count)d thing is due today",
                "%(name)s, %(count)d things are due today",
                self.counts.due_today,
            )
            return text % {"name": self.name, "count": self.counts.due_today}
        if self.counts.overdue:
            text = ngettext(
                "%(name)s, %(count)d thing is overdue",
                "%(name)s, %(count)d things are overdue",
                self.counts.overdue,
            )
            return text % {"name": self.name, "count": self.counts.overdue}
        return _("%(name)s, nothing is due today") % {"name": self.name}

    @property
    def overdue_text(self) -> str:
        """The chip beside the headline."""
        text = ngettext(
            "%(count)d overdue, please do it first",
            "%(count)d overdue, please do them first",
            self.counts.overdue,
        )
        return text % {"count": self.counts.overdue}


def build_home(user: User, shell: Shell) -> Home:
    """Return the guide home of a person, built on what the shell has asked already."""
    person = Person.objects.filter(user_id=user.pk).first()
    return Home(
        name=user.get_full_name() or user.username,
        today=clock.today(),
        unit=authority.primary_unit(user),
        counts=shell.todos,
        todos=list(outreach.open_todos(user)[:TODOS_SHOWN]),
        notices=list(outreach.notices_of(user)[:NOTICES_SHOWN]),
        banners=banners_for(user),
        columns=newest_columns(user),
        resume=find_resume(user, person) if person else None,
        hours=hours_of(person) if person else None,
        shortcuts=_shortcuts(shell),
    )


def _shortcuts(shell: Shell) -> list[Shortcut]:
    doors = [Shortcut(link.label, link.url, link.icon) for link in shell.nav if link.key not in {"home"}]
    if shell.held.allows(Verb.VIEW, Subject.STUDY_RECORDS):
        doors.append(Shortcut(_("Audit of study hours"), reverse("learning:record_people"), "shield"))
    if shell.held.allows(Verb.MANAGE, Subject.CONTENT_ADMIN):
        doors.append(Shortcut(_("Content admin"), "/admin/", "pencil"))
    return doors
