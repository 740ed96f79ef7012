"""Committees and posts of a day, and what of them ends soon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from organization.models import Post, Unit, valid_on
from organization.units.models import Committee, TermRule
from organization.units.types import COMMITTEE_POSTS, CommitteeKind

SOON = timedelta(days=TermRule.remind_days.field.default)


@dataclass(frozen=True)
class Ending:
    """A committee or post whose term ends, with the days that are left (fewer than none: overdue)."""

    unit_id: int
    last_day: date
    days_left: int
    committee: Committee | None = None
    post: Post | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether the planned end has passed."""
        return self.days_left < 0


def rules_on(day: date) -> dict[str, TermRule]:
    """Return the terms of a day by the kind of unit."""
    return {rule.unit_kind: rule for rule in TermRule.objects.filter(valid_on(day))}


def committees_on(day: date, units: Iterable[int]) -> dict[int, list[Committee]]:
    """Return the committees of these units on a day."""
    found: dict[int, list[Committee]] = {}
    for committee in Committee.objects.filter(valid_on(day), unit__in=units):
        found.setdefault(committee.unit_id, []).append(committee)
    return found


def posts_on(day: date, unit_id: int) -> list[Post]:
    """Return the posts of a unit that are held on a day, the secretary first."""
    order = [str(kind) for kind in COMMITTEE_POSTS[CommitteeKind.COMMITTEE]]
    posts = Post.objects.filter(valid_on(day), unit=unit_id).select_related("person")
    return sorted(posts, key=lambda post: (order.index(post.kind) if post.kind in order else 99, post.pk))


def members_of(committee: Committee, posts: Iterable[Post]) -> list[Post]:
    """Return the posts among these by which one is a member of the committee."""
    kinds = {str(kind) for kind in COMMITTEE_POSTS[CommitteeKind(committee.kind)]}
    return [post for post in posts if post.kind in kinds and post.unit_id == committee.unit_id]


def endings_on(day: date, units: QuerySet[Unit]) -> list[Ending]:
    """Return what ends soon at these units as of a day, the most urgent first, in three queries."""
    rules = rules_on(day)
    soon = max([SOON, *(timedelta(days=rule.remind_days) for rule in rules.values())])
    found = []
    committees = Committee.objects.filter(valid_on(day), unit__in=units, planned_end__lte=day + soon)
    for committee in committees.select_related("unit"):
        rule = rules.get(committee.unit.kind)
        left = committee.planned_end - day
        if left <= (timedelta(days=rule.remind_days) if rule else SOON):
            found.append(Ending(committee.unit_id, committee.planned_end, left.days, committee=committee))
    posts = Post.objects.filter(valid_on(day), Q(valid_to__lte=day + SOON), unit__in=units)
    for post in posts.select_related("person", "unit"):
        if post.valid_to is not None:
            found.append(Ending(post.unit_id, post.valid_to, (post.valid_to - day).days, post=post))
    return sorted(found, key=lambda ending: (ending.days_left, ending.unit_id))
