"""What is wrong with a step as it was filled in: a sentence for each field, and the rules that said so."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from organization.development.dates import RuleBook, RuleRow, Window, window_of
from organization.development.progress import Fact, Progress
from organization.development.steps import APPROVAL, STEPS, Step
from organization.development.types import Part, Result, RuleKey

MOST_VOTERS = 9999
MOST_HOURS = 999


@dataclass(frozen=True)
class Values:
    """What is told of a step. Only the parts that the step asks for count."""

    on: date
    result: str = Result.DONE
    place: str = ""
    eligible: int | None = None
    present: int | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    training_days: int | None = None
    training_hours: int | None = None
    extension_months: int | None = None
    leaving: bool = False
    """Whether it is known that the person leaves the unit soon."""
    people: tuple[int, ...] = ()
    reason: str = ""
    """Why a deadline was missed, or why an exception is made."""

    def fact(self, number: int) -> Fact:
        """Return these values as the fact that counts."""
        return Fact(number, self.on, self.result, self.extension_months or 0)


@dataclass
class Judgement:
    """The problems by field, and what the record keeps: the rules, and whether it was late."""

    problems: dict[str, str] = field(default_factory=dict)
    rules: list[RuleRow] = field(default_factory=list)
    window: Window | None = None
    late: bool = False

    def refuse(self, name: str, sentence: str) -> None:
        """Note a problem of a field; the first one of each stays."""
        self.problems.setdefault(name, sentence)


def judge(number: int, values: Values, progress: Progress, book: RuleBook, today: date) -> Judgement:
    """Return what the rules say to a step at this point of a case."""
    step, found = STEPS[number], Judgement()
    if not (number == 1 and not progress.last) and step not in progress.open_steps:
        found.refuse("step", _order_sentence(step, progress))
        return found
    if values.result not in step.results:
        found.refuse("result", _("Choose a result."))
        return found
    _judge_date(step, values, progress, book, today, found)
    if Part.VOTES in step.parts:
        _judge_votes(values, book, found)
    if Part.TRAINING in step.parts:
        _judge_figures(values, found)
    if Part.TRAINING in step.parts and values.result == Result.PASSED:
        _judge_training(values, book, found)
    if Part.EXTENSION in step.parts and values.result == Result.EXTENDED:
        _judge_extension(values, progress, book, found)
    if Part.LEAVING in step.parts and values.leaving and values.result == Result.PASSED:
        rule = book.on(RuleKey.LEAVING_WITHIN, values.on)
        found.rules.append(rule)
        if not values.reason.strip():
            found.refuse(
                "reason",
                _(
                    "Whoever leaves the unit within %(months)s months is normally not admitted; state why an "
                    "exception is made."
                )
                % {"months": rule.value},
            )
    if Part.CONTACTS in step.parts or Part.INTRODUCERS in step.parts:
        _judge_number_of_people(step, values, book, found)
    return found


def _order_sentence(step: Step, progress: Progress) -> str:
    if step.number in progress.done:
        return _("Step %(step)s has been recorded.") % {"step": step.number}
    missing = [one for one in step.after if one not in progress.done]
    return _("Step %(missing)s comes first; then step %(step)s can be recorded.") % {
        "step": step.number,
        "missing": ", ".join(str(one) for one in missing) or progress.current.number,
    }


def _judge_date(
    step: Step, values: Values, progress: Progress, book: RuleBook, today: date, found: Judgement
) -> None:
    if values.on > today:
        found.refuse("on", _("This day has not come yet; record what has been done."))
    window = found.window = window_of(step.number, progress, book)
    if window is None:
        return
    found.rules.extend(window.rules)
    if values.on < window.earliest.day:
        found.refuse("on", window.because())
        return
    passed = step.number == APPROVAL and values.result == Result.PASSED
    if passed and window.limit and values.on > window.limit.day:
        found.refuse("on", window.not_after())
        return
    found.late = window.is_overdue(values.on)
    if found.late and not values.reason.strip():
        found.refuse("reason", _("%(deadline)s State why it was later.") % {"deadline": window.must_by()})


def _judge_votes(values: Values, book: RuleBook, found: Judgement) -> None:
    figures = {
        "eligible": values.eligible,
        "present": values.present,
        "votes_for": values.votes_for,
        "votes_against": values.votes_against,
        "votes_abstained": values.votes_abstained,
    }
    for name, figure in figures.items():
        if figure is None or not 0 <= figure <= MOST_VOTERS:
            found.refuse(name, _("Enter a number of people."))
    if any(figure is None or not 0 <= figure <= MOST_VOTERS for figure in figures.values()):
        return
    eligible, present, votes_for = values.eligible or 0, values.present or 0, values.votes_for or 0
    if present > eligible:
        found.refuse("present", _("More are present than are entitled to vote."))
    if votes_for + (values.votes_against or 0) + (values.votes_abstained or 0) != present:
        found.refuse("votes_for", _("The votes do not add up to the number of those present."))
    quorum, majority = book.on(RuleKey.QUORUM, values.on), book.on(RuleKey.MAJORITY, values.on)
    found.rules += [quorum, majority]
    carried = votes_for * 100 > eligible * majority.value
    if present * 100 < eligible * quorum.value or not eligible:
        found.refuse("present", _("Too few were present for a valid meeting."))
    elif values.result != Result.NOT_PASSED and not carried:
        found.refuse("result", _("The votes for it are not more than half of those entitled to vote."))
    elif values.result == Result.NOT_PASSED and carried:
        found.refuse("result", _("More than half of those entitled to vote are for it."))


def _judge_figures(values: Values, found: Judgement) -> None:
    for name in ("training_days", "training_hours"):
        if not 0 <= (getattr(values, name) or 0) <= MOST_HOURS:
            found.refuse(name, _("Enter a number from 0 to %(most)s.") % {"most": MOST_HOURS})


def _judge_training(values: Values, book: RuleBook, found: Judgement) -> None:
    days, hours = book.on(RuleKey.TRAINING_DAYS, values.on), book.on(RuleKey.TRAINING_HOURS, values.on)
    found.rules += [days, hours]
    if (values.training_days or 0) < days.value and (values.training_hours or 0) < hours.value:
        found.refuse(
            "training_days",
            _("Training takes at least %(days)s days or %(hours)s study hours.")
            % {"days": days.value, "hours": hours.value},
        )


def _judge_extension(values: Values, progress: Progress, book: RuleBook, found: Judgement) -> None:
    most, times = book.on(RuleKey.EXTENSION_AT_MOST, values.on), book.on(RuleKey.EXTENSIONS, values.on)
    least = book.on(RuleKey.EXTENSION_AT_LEAST, values.on)
    found.rules += [least, most, times]
    if progress.extensions >= times.value:
        found.refuse("result", _("Probation has been extended; it cannot be extended again."))
    if not least.value <= (values.extension_months or 0) <= most.value:
        found.refuse(
            "extension_months",
            _("Probation is extended by at least %(least)s and at most %(most)s months.")
            % {"least": least.value, "most": most.value},
        )


def _judge_number_of_people(step: Step, values: Values, book: RuleBook, found: Judgement) -> None:
    if Part.INTRODUCERS in step.parts:
        rule = book.on(RuleKey.INTRODUCERS, values.on)
        found.rules.append(rule)
        if len(set(values.people)) != rule.value:
            found.refuse("people", _("Choose exactly %(count)s introducers.") % {"count": rule.value})
        return
    least = book.on(RuleKey.CONTACTS_AT_LEAST, values.on)
    most = book.on(RuleKey.CONTACTS_AT_MOST, values.on)
    found.rules += [least, most]
    if not least.value <= len(set(values.people)) <= most.value:
        found.refuse(
            "people",
            _("Choose %(least)s to %(most)s contacts.") % {"least": least.value, "most": most.value},
        )
