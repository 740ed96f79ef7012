"""What the terms of committees ask of their officers: an election before the term ends.

Every function looks at what is true now and can be called again.
"""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.clock import day_start
from organization.authority import officers_of
from organization.types import Subject, Verb
from organization.units.models import Committee
from organization.units.services import ONE_DAY
from outreach import services
from outreach.models import Todo
from outreach.types import TodoKind


def _subject(committee: Committee) -> str:
    return f"committee:{committee.pk}:{committee.planned_end.isoformat()}"


def _officers(committee: Committee) -> list[User]:
    """Return those who work for the very unit: its secretary, its organization commissioner, its office."""
    return list(officers_of(committee.unit_id, Verb.SERVE, Subject.UNITS))


@transaction.atomic
def ask_for_election(committee_id: int, planned_end: str) -> None:
    """Put the next election on the lists of the unit's officers while the committee is in office."""
    committee = Committee.objects.select_related("unit").filter(pk=committee_id, valid_to=None).first()
    if committee is None or committee.planned_end.isoformat() != planned_end:
        return
    for user in _officers(committee):
        with translation.override(user.language):
            title = _("%(unit)s: the term of the committee ends on %(day)s") % {
                "unit": committee.unit,
                "day": planned_end,
            }
            detail = _("Prepare the election, or enter until when it is postponed.")
        services.assign_todo(
            user_id=user.pk,
            kind=TodoKind.ELECTION,
            subject=_subject(committee),
            title=title,
            detail=detail,
            url=reverse("organization:unit", args=[committee.unit_id]),
            due_at=day_start(committee.planned_end + ONE_DAY),
        )


@transaction.atomic
def follow_committee(committee_id: int) -> None:
    """End what waited for a committee that has ended; withdraw what names another end of its term."""
    committee = Committee.objects.filter(pk=committee_id).first()
    waiting = Todo.objects.open().filter(subject__startswith=f"committee:{committee_id}:")
    for subject in list(waiting.values_list("subject", flat=True).order_by("subject").distinct()):
        if committee is not None and committee.valid_to is not None:
            services.finish_todos(subject=subject)
        elif committee is None or subject != _subject(committee):
            services.withdraw_todos(subject=subject)
