"""Where a case stands, folded from its records. Nothing here reads the database or the clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from organization.development.steps import (
    AGAIN_AFTER_EXTENSION,
    APPROVAL,
    CONVERTED,
    LAST,
    MEETING,
    STANDING_BY_STEP,
    STEPS,
    TAKEN_BACK,
    Step,
    next_of,
)
from organization.development.types import Result, Stage
from organization.types import PartyStatus


@dataclass(frozen=True)
class Fact:
    """A record that counts: which step, on which day, with which result."""

    number: int
    on: date
    result: str = Result.DONE
    months: int = 0
    """The months of an extension."""


@dataclass
class Progress:
    """What the records say. `done` holds the fact by which each step stands."""

    done: dict[int, Fact] = field(default_factory=dict)
    last: dict[int, date] = field(default_factory=dict)
    """The day on which each step was last done, whatever its result."""
    extensions: int = 0
    months: int = 0
    """The months by which probation was extended, all together."""
    cancelled_on: date | None = None
    standings: list[tuple[PartyStatus, date]] = field(default_factory=list)
    """What the person became through the case, and from which day on."""

    @property
    def next_steps(self) -> tuple[Step, ...]:
        """The steps that come next; none when the case is through."""
        return () if self.cancelled_on else next_of(set(self.done))

    @property
    def open_steps(self) -> tuple[Step, ...]:
        """The steps that can be recorded now: the next ones, and one that repeats until they are done."""
        again = tuple(
            STEPS[number]
            for number in sorted(self.done)
            if STEPS[number].repeats and not self._followed(number) and not self.cancelled_on
        )
        return again + self.next_steps

    @property
    def is_complete(self) -> bool:
        """Whether all 25 steps stand."""
        return LAST in self.done

    @property
    def current(self) -> Step:
        """The first step that comes next; the last of all when nothing does."""
        return self.next_steps[0] if self.next_steps else STEPS[LAST]

    @property
    def stage(self) -> Stage:
        """The stage of the current step."""
        return self.current.stage

    @property
    def standing(self) -> tuple[PartyStatus, date] | None:
        """What the person is through the case and since when; nothing before step 3."""
        return self.standings[-1] if self.standings else None

    def _followed(self, number: int) -> bool:
        return any(number in STEPS[later].after for later in self.done)


def fold(facts: Iterable[Fact]) -> Progress:
    """Return where a case stands after these facts, in their order."""
    progress = Progress()
    for fact in facts:
        progress.last[fact.number] = fact.on
        if fact.result == Result.NOT_PASSED:
            for number in TAKEN_BACK.get(fact.number, ()):
                progress.done.pop(number, None)
        elif fact.number == CONVERTED and fact.result == Result.EXTENDED:
            progress.extensions += 1
            progress.months += fact.months
            for number in AGAIN_AFTER_EXTENSION:
                progress.done.pop(number, None)
        elif fact.number == CONVERTED and fact.result == Result.CANCELLED:
            progress.cancelled_on = fact.on
            progress.standings.append((PartyStatus.EMPLOYEE, fact.on))
        else:
            progress.done[fact.number] = fact
            if fact.number in STANDING_BY_STEP:
                since = progress.done[MEETING].on if fact.number == APPROVAL else fact.on
                progress.standings.append((STANDING_BY_STEP[fact.number], since))
    return progress
