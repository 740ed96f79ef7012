"""What a day reminds of: letters, absences and posts. Each thing is told once, and settled when it goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from core import clock
from core.events import Event
from organization.models import Post
from organization.relations import stays, terms
from organization.relations.models import MobileStay, RelationReminder, Transfer
from organization.relations.rulebook import RelationRules, read_rules
from organization.relations.types import ON_THE_WAY, RelationRuleKey, Why
from organization.signals import letter_due, mobile_due, post_ends_soon, relation_settled

TRANSFER, STAY, POST = "transfer", "stay", "post"
"""What a subject begins with."""


@dataclass(frozen=True)
class Due:
    """One thing of which a day reminds."""

    subject: str
    why: Why
    due: date

    @property
    def number(self) -> int:
        """The id of the transfer, registration or post."""
        return int(self.subject.split(":")[1])


def dues_of_transfer(transfer: Transfer, rules: RelationRules, today: date) -> Iterator[Due]:
    """Yield what a day reminds of in a transfer; pure."""
    until = transfer.letter_until
    if not transfer.can_be_received or until is None:
        return
    subject = f"{TRANSFER}:{transfer.pk}"
    if until < today:
        yield Due(subject, Why.LETTER_OVER, until)
    elif until - today <= rules.days(RelationRuleKey.LETTER_NOTICE, today):
        yield Due(subject, Why.LETTER_ENDS, until)


def dues_of_stay(
    stay: MobileStay, last_contact: date | None, rules: RelationRules, today: date
) -> Iterator[Due]:
    """Yield what a day reminds of in an absence; pure."""
    if not stay.is_open:
        return
    facts, subject = stays.judge_stay(stay, last_contact, rules, today), f"{STAY}:{stay.pk}"
    if facts.is_contact_due and facts.contact_due is not None:
        yield Due(subject, Why.CONTACT, facts.contact_due)
    if facts.advised_on is not None:
        yield Due(subject, Why.ADVISE, facts.advised_on)
    if facts.return_passed is not None:
        yield Due(subject, Why.RETURN, facts.return_passed)


def _dues_of_posts(rules: RelationRules, today: date) -> Iterator[Due]:
    held = Post.objects.filter(valid_to__gte=today, valid_from__lte=today)
    rows = list(held)
    later = terms.successors_of(rows, today)
    for post in rows:
        if post.valid_to is None or (post.unit_id, post.kind) in later:
            continue
        stage = terms.stage_of((post.valid_to - today).days, rules, today)
        if stage is not None:
            yield Due(f"{POST}:{post.pk}", stage, post.valid_to)
    for post in terms.vacancies(today):
        if post.valid_to is not None:
            yield Due(f"{POST}:{post.pk}", Why.POST_VACANT, post.valid_to)


def dues_on(today: date) -> set[Due]:
    """Return everything of which a day reminds, in a handful of queries."""
    rules = read_rules()
    found: set[Due] = set()
    for transfer in Transfer.objects.filter(state__in=ON_THE_WAY):
        found.update(dues_of_transfer(transfer, rules, today))
    for stay in stays.with_last_contact(MobileStay.objects.filter(ended_on=None)):
        found.update(dues_of_stay(stay, stay.last_contact, rules, today))
    found.update(_dues_of_posts(rules, today))
    return found


def still_due(subject: str, why: str, due: date) -> bool:
    """Return whether a day still reminds of this one thing, asked for when the news arrives."""
    kind, _colon, number = subject.partition(":")
    today, rules = clock.today(), read_rules()
    found: list[Due] = []
    if kind == TRANSFER:
        for transfer in Transfer.objects.filter(pk=int(number)):
            found = list(dues_of_transfer(transfer, rules, today))
    elif kind == STAY:
        for stay in stays.with_last_contact(MobileStay.objects.filter(pk=int(number))):
            found = list(dues_of_stay(stay, stay.last_contact, rules, today))
    else:
        found = [one for one in _dues_of_posts(rules, today) if one.subject == subject]
    return Due(subject, Why(why), due) in found


EVENTS: dict[str, tuple[Event, str]] = {
    TRANSFER: (letter_due, "transfer_id"),
    STAY: (mobile_due, "stay_id"),
    POST: (post_ends_soon, "post_id"),
}


@transaction.atomic
def remind(today: date) -> int:
    """Send what a day reminds of, each thing once, and settle what has gone; return how many were sent."""
    wanted, sent = dues_on(today), 0
    for row in RelationReminder.objects.filter(settled_at=None).order_by("pk"):
        if Due(row.subject, Why(row.why), row.due) not in wanted:
            row.settled_at = clock.now()
            row.save(update_fields=["settled_at"])
            relation_settled.send(subject=row.subject, why=row.why, due=row.due.isoformat())
    for one in sorted(wanted, key=lambda due: (due.subject, due.why, due.due)):
        reminder, is_new = RelationReminder.objects.get_or_create(
            subject=one.subject, why=one.why, due=one.due
        )
        if is_new or reminder.settled_at is not None:
            reminder.settled_at = None
            reminder.save(update_fields=["settled_at"])
            event, name = EVENTS[one.subject.partition(":")[0]]
            event.send(**{name: one.number, "why": one.why.value, "due": one.due.isoformat()})
            sent += 1
    return sent
