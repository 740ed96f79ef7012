"""When a step may and must be done: the one place, pure, that page, API and service all ask.

A period of months ends on the corresponding day; a month without that day ends on its last one. The
rule in force on the day a period begins counts for the whole of it, so a new rule never reaches back.
"""

import calendar
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organization.dated_rules import DatedRules
from organization.development.progress import Progress
from organization.development.steps import APPROVAL, MEETING, RESOLUTION, STEPS
from organization.development.types import RuleKey


@dataclass(frozen=True)
class RuleRow:
    """One dated rule, as it was read."""

    id: int
    key: str
    value: int
    unit: str
    effective_from: date
    basis: str = ""
    verified: bool = False

    def version(self) -> dict[str, object]:
        """Return what a record keeps of the rule that it was judged by."""
        return {
            "id": self.id,
            "key": self.key,
            "value": self.value,
            "unit": self.unit,
            "effective_from": self.effective_from.isoformat(),
        }


class RuleBook(DatedRules[RuleRow]):
    """The dated rules of member development."""


def add_months(day: date, months: int) -> date:
    """Return the corresponding day so many months later; the month's last where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Bound:
    """A day from which or up to which a step may be done, with its grounds."""

    day: date
    since: int
    since_day: date
    rule: RuleRow | None = None
    extended_by: int = 0


@dataclass(frozen=True)
class Window:
    """When a step may be done: not before `earliest`; late after `deadline`; not at all after `limit`."""

    number: int
    earliest: Bound
    deadline: Bound | None = None
    limit: Bound | None = None
    rules: tuple[RuleRow, ...] = field(default=())

    def days_left(self, today: date) -> int:
        """Return how many days are missing until the earliest date; none once it has come."""
        return max((self.earliest.day - today).days, 0)

    def is_overdue(self, today: date) -> bool:
        """Return whether the deadline has passed."""
        return self.deadline is not None and today > self.deadline.day

    def because(self) -> str:
        """Return the earliest date as a sentence with its reason."""
        bound = self.earliest
        words = {"step": self.number, "day": bound.day.isoformat(), "since": bound.since}
        words["since_day"] = bound.since_day.isoformat()
        if bound.rule is None:
            return (
                _(
                    "The earliest date for step %(step)s is %(day)s, because step %(since)s was done on "
                    "%(since_day)s."
                )
                % words
            )
        words["value"] = bound.rule.value
        if bound.rule.key == RuleKey.ACTIVIST_AT_LEAST:
            return (
                _(
                    "The earliest date for step %(step)s is %(day)s, because at least %(value)s months must "
                    "pass after step %(since)s (%(since_day)s)."
                )
                % words
            )
        if bound.extended_by:
            words["months"] = bound.extended_by
            return (
                _(
                    "The earliest date for step %(step)s is %(day)s, because probation began on "
                    "%(since_day)s with the branch meeting and lasts %(value)s months, extended by "
                    "%(months)s months."
                )
                % words
            )
        return (
            _(
                "The earliest date for step %(step)s is %(day)s, because probation began on %(since_day)s "
                "with the branch meeting and lasts %(value)s months."
            )
            % words
        )

    def must_by(self) -> str:
        """Return the deadline as a sentence with its reason, or nothing."""
        return _deadline_sentence(self.number, self.deadline) if self.deadline else ""

    def not_after(self) -> str:
        """Return the utmost day as a sentence with its reason, or nothing."""
        if self.limit is None or self.limit.rule is None:
            return ""
        return _(
            "Step %(step)s cannot be passed after %(day)s: at the utmost %(value)s months after step "
            "%(since)s (%(since_day)s). It can be recorded as not passed; then the branch meeting is "
            "held again."
        ) % {
            "step": self.number,
            "day": self.limit.day.isoformat(),
            "value": self.limit.rule.value,
            "since": self.limit.since,
            "since_day": self.limit.since_day.isoformat(),
        }


def _deadline_sentence(number: int, bound: Bound) -> str:
    value = bound.rule.value if bound.rule else 0
    return ngettext(
        "Step %(step)s is due by %(day)s: within %(value)s month after step %(since)s (%(since_day)s).",
        "Step %(step)s is due by %(day)s: within %(value)s months after step %(since)s (%(since_day)s).",
        value,
    ) % {
        "step": number,
        "day": bound.day.isoformat(),
        "value": value,
        "since": bound.since,
        "since_day": bound.since_day.isoformat(),
    }


def probation_end(progress: Progress, book: RuleBook) -> Bound | None:
    """Return the day on which probation ends, counted from the branch meeting; nothing before approval."""
    if APPROVAL not in progress.done:
        return None
    since = progress.done[MEETING].on
    rule = book.on(RuleKey.PROBATION, since)
    return Bound(add_months(since, rule.value + progress.months), MEETING, since, rule, progress.months)


def window_of(number: int, progress: Progress, book: RuleBook) -> Window | None:
    """Return when a step may be done, or nothing while a step before it is missing."""
    step = STEPS[number]
    if number == 1 or any(before not in progress.done for before in step.after):
        return None
    before = max(step.after, key=lambda one: (progress.done[one].on, one))
    earliest = Bound(progress.done[before].on, before, progress.done[before].on)
    repeated = progress.last.get(number)
    if repeated is not None and repeated > earliest.day:
        earliest = Bound(repeated, number, repeated)
    lower = _at_least(number, progress, book)
    if lower is not None and lower.day >= earliest.day:
        earliest = lower
    deadline, limit = _at_most(number, progress, book)
    rules = tuple(bound.rule for bound in (lower, deadline, limit) if bound is not None and bound.rule)
    return Window(number, earliest, deadline, limit, rules)


def _after(key: RuleKey, since: int, day: date, book: RuleBook) -> Bound:
    rule = book.on(key, day)
    return Bound(add_months(day, rule.value), since, day, rule)


def _at_least(number: int, progress: Progress, book: RuleBook) -> Bound | None:
    if number == 7:
        return _after(RuleKey.ACTIVIST_AT_LEAST, 3, progress.done[3].on, book)
    return probation_end(progress, book) if number == RESOLUTION else None


def _at_most(number: int, progress: Progress, book: RuleBook) -> tuple[Bound | None, Bound | None]:
    if number == 2:
        return _after(RuleKey.TALK_WITHIN, 1, progress.done[1].on, book), None
    if number == 6:
        since = 6 if 6 in progress.last else 3
        day = progress.last[6] if since == 6 else progress.done[3].on
        return _after(RuleKey.EXAMINATION_EVERY, since, day, book), None
    if number == MEETING:
        return _after(RuleKey.MEETING_WITHIN, 13, progress.done[13].on, book), None
    if number == APPROVAL:
        day = progress.done[MEETING].on
        return (
            _after(RuleKey.APPROVAL_WITHIN, MEETING, day, book),
            _after(RuleKey.APPROVAL_LIMIT, MEETING, day, book),
        )
    return None, None
