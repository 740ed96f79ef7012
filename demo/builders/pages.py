"""Writing pages as an editor and taking them through the review as three other people."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, cycle

from wagtail.models import Page

from accounts.models import User
from cms_pages.gate import services as gate
from cms_pages.gate.models import Candidate
from cms_pages.gate.pages import GatedPage
from cms_pages.gate.types import SUBJECT_OF_STAGE
from demo import material
from demo.builders.people import user
from demo.past import moment_of, standing_at, workday
from organization.matrix import roles_that
from organization.types import Verb


class Reviewers:
    """The reviewers of the demo; where a stage has several, they take turns."""

    def __init__(self) -> None:
        """Find who holds which stage."""
        people = material.people().people
        self._turns: dict[str, Iterator[User]] = {}
        for stage, subject in SUBJECT_OF_STAGE.items():
            roles = roles_that(Verb.MANAGE, subject)
            holders = [user(human.username) for human in people if roles & set(dict(human.roles))]
            self._turns[stage] = cycle(holders)

    def next(self, stage: str) -> User:
        """Return whose turn it is at a stage."""
        return next(self._turns[stage])


def draft(page: GatedPage, *, parent: Page, by: User) -> GatedPage:
    """Keep a new page as a draft of an editor."""
    page.owner = by
    page.live = False
    page.has_unpublished_changes = True
    parent.add_child(instance=page)
    page.save_revision(user=by)
    return page


def publish(page: GatedPage, *, parent: Page, by: User, reviewers: Reviewers, day: date) -> GatedPage:
    """Draft a page so that it has passed every stage of its column on a day; return it as it is live."""
    with standing_at(moment_of(workday(day - timedelta(days=1)), 40)):
        draft(page, parent=parent, by=by)
    return take_through(page, by=by, reviewers=reviewers, day=day)


def publish_again(page: GatedPage, *, by: User, reviewers: Reviewers, day: date) -> GatedPage:
    """Save a page that is there as an editor's new revision and take that through every stage."""
    with standing_at(moment_of(workday(day - timedelta(days=1)), 40)):
        page.save_revision(user=by)
    return take_through(page, by=by, reviewers=reviewers, day=day)


def take_through(page: GatedPage, *, by: User, reviewers: Reviewers, day: date) -> GatedPage:
    """Submit the latest revision the day before and pass every stage on the day; return the live page."""
    with standing_at(moment_of(workday(day - timedelta(days=1)), 60)):
        candidate = gate.submit(page, by=by)
    approve(candidate, reviewers=reviewers, stages=len(candidate.stages), day=day)
    return type(page).objects.get(pk=page.pk)


def approve(candidate: Candidate, *, reviewers: Reviewers, stages: int, day: date) -> Candidate:
    """Pass so many stages of a candidate, in the course of one morning."""
    for minutes in count(30, 45):
        stage = candidate.next_stage
        if stage is None or not stages:
            return candidate
        with standing_at(moment_of(day, minutes)):
            candidate = gate.approve(candidate, by=reviewers.next(stage))
        stages -= 1
    raise AssertionError("never reached")
