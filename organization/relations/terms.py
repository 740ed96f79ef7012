"""Posts with the days that are left of them, and posts that have ended without a successor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from accounts.models import User
from organization.authority import officers_of
from organization.models import Post, Unit, valid_on
from organization.relations.rulebook import RelationRules
from organization.relations.types import POST_STAGES, Why
from organization.types import Subject, Verb
from organization.units.ending import committees_on
from organization.units.models import Committee
from organization.units.types import COMMITTEE_POSTS, CommitteeKind

LOOK_BACK = timedelta(days=365)
"""How long an empty post is listed and reminded of; what ended earlier is the history of the unit."""


@dataclass(frozen=True)
class PostLine:
    """A post as of a day, with its own last day or that of the committee whose member it makes."""

    post: Post
    day: date
    last_day: date | None
    with_committee: bool = False
    successor_from: date | None = None

    @property
    def days_left(self) -> int | None:
        """The days until the last one; none for a post without an end."""
        return (self.last_day - self.day).days if self.last_day else None

    @property
    def is_over(self) -> bool:
        """Whether the term has passed while the post is still held."""
        return self.last_day is not None and self.last_day < self.day


def lines_on(day: date, posts: Iterable[Post]) -> list[PostLine]:
    """Return the lines of posts that are held on a day, in two queries more."""
    rows = list(posts)
    units = {post.unit_id for post in rows}
    committees = committees_on(day, units)
    later = successors_of(rows, day)
    found = []
    for post in rows:
        committee = _committee_of(post, committees.get(post.unit_id, []))
        by_committee = post.valid_to is None and committee is not None
        last = committee.planned_end if by_committee and committee else post.valid_to
        found.append(PostLine(post, day, last, by_committee, later.get((post.unit_id, post.kind))))
    return found


def _committee_of(post: Post, committees: Iterable[Committee]) -> Committee | None:
    for committee in committees:
        if post.kind in COMMITTEE_POSTS[CommitteeKind(committee.kind)]:
            return committee
    return None


def successors_of(posts: Iterable[Post], day: date) -> dict[tuple[int, str], date]:
    """Return when somebody takes over, by unit and kind, where that is already known after a day."""
    units = {post.unit_id for post in posts}
    planned = Post.objects.filter(unit__in=units, valid_from__gt=day).order_by("-valid_from")
    return {(unit, kind): first for unit, kind, first in planned.values_list("unit", "kind", "valid_from")}


def posts_held(day: date, units: QuerySet[Unit]) -> QuerySet[Post]:
    """Return the posts of these units that are held on a day, by unit."""
    held = Post.objects.filter(valid_on(day), unit__in=units)
    return held.select_related("person", "unit").order_by("unit__path", "kind", "pk")


def vacancies(day: date, units: QuerySet[Unit] | None = None) -> list[Post]:
    """Return the posts that ended within the last year, are held by nobody and will not be, newest first.

    Of a unit that has ended nothing is vacant.
    """
    posts = Post.objects.filter(valid_on(day, "unit__"))
    if units is not None:
        posts = posts.filter(unit__in=units)
    standing = Q(valid_to=None) | Q(valid_to__gte=day)
    taken = set(posts.filter(standing).values_list("unit", "kind"))
    ended = posts.filter(valid_to__lt=day, valid_to__gte=day - LOOK_BACK).select_related("person", "unit")
    found: dict[tuple[int, str], Post] = {}
    for post in ended.order_by("valid_to", "pk"):
        if (post.unit_id, post.kind) not in taken:
            found[(post.unit_id, post.kind)] = post
    return sorted(found.values(), key=lambda post: post.valid_to or day, reverse=True)


def sort_lines(lines: list[PostLine], notice: int) -> dict[str, list[PostLine]]:
    """Return the lists of posts that are held: all, those that end within so many days, over, endless."""
    return {
        "all": lines,
        "soon": [line for line in lines if line.days_left is not None and 0 <= line.days_left <= notice],
        "over": [line for line in lines if line.is_over],
        "open": [line for line in lines if line.last_day is None],
    }


def watchers_of(post: Post) -> QuerySet[User]:
    """Return who sees to a post in time: the unit's officers, and the organization side above it.

    Above means the nearest unit for which anybody serves.
    """
    found = set(officers_of(post.unit_id, Verb.SERVE, Subject.UNITS).values_list("pk", flat=True))
    for unit in post.unit.get_ancestors().order_by("-depth"):
        above = set(officers_of(unit, Verb.SERVE, Subject.UNITS).values_list("pk", flat=True))
        if above:
            found |= above
            break
    return User.objects.filter(pk__in=found).order_by("pk")


def stage_of(days_left: int, rules: RelationRules, day: date) -> Why | None:
    """Return the narrowest reminder that applies so many days before the end, if one does."""
    found = None
    for why, key in POST_STAGES.items():
        if 0 <= days_left <= rules.on(key, day).value:
            found = why
    return found
