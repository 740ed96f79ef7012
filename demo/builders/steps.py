"""The steps of the demo in order, and how they are run."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction

from core import outbox
from demo.builders import (
    articles,
    banners,
    comments,
    courses,
    development,
    grants,
    people,
    places,
    profiles,
    publications,
    reads,
    regulations,
    relations,
    reviews,
    roster,
    rule_reviews,
    study,
    tags,
    topics,
    units,
)


class Step(Protocol):
    """A module that builds one part of the demo."""

    def is_built(self) -> bool:
        """Return whether the part is there."""

    def build(self) -> str:
        """Build the part; say what was built."""


@dataclass(frozen=True)
class Done:
    """What a step did: its name, what it says, how long it took, and whether it had to do anything."""

    name: str
    text: str
    seconds: float
    is_new: bool


STEPS: tuple[tuple[str, Step], ...] = (
    ("enterprise", people),
    ("terms and history", units),
    ("places", places),
    ("tags", tags),
    ("articles", articles),
    ("banners", banners),
    ("galleries and recordings", publications),
    ("comments", comments),
    ("rules", regulations),
    ("reviews of rules", rule_reviews),
    ("courses", courses),
    ("topic", topics),
    ("read counts", reads),
    ("reviews in progress", reviews),
    ("grants and codes", grants),
    ("study history", study),
    ("roster", roster),
    ("personal data", profiles),
    ("member development", development),
    ("organization relations", relations),
)


def run(report: Callable[[Done], None]) -> bool:
    """Run every step that is not built yet, tell of each, and return whether anything was built."""
    changed = False
    for name, step in STEPS:
        begun = time.monotonic()
        with transaction.atomic():
            fresh = not step.is_built()
            text = step.build() if fresh else "already there"
        outbox.drain()
        changed = changed or fresh
        report(Done(name, text, time.monotonic() - begun, fresh))
    return changed
