"""Letters of introduction: what one from outside says, how long one runs, what is wrong with one."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.errors import Invalid
from organization.models import check_person_name, check_staff_number
from organization.relations import queries
from organization.relations.models import (
    LETTER_LENGTH,
    NAME_LENGTH,
    PLACE_LENGTH,
    REASON_LENGTH,
    Transfer,
)
from organization.relations.rulebook import read_rules
from organization.relations.types import RelationRuleKey, TransferReason


def check_letter(transfer: Transfer) -> None:
    """Refuse a letter that lacks something, with a sentence for each field."""
    today, problems = clock.today(), {}
    if not transfer.name or len(transfer.name) > NAME_LENGTH:
        problems["name"] = _("Enter a name of 1 to %(most)s characters.") % {"most": NAME_LENGTH}
    if not transfer.outside or len(transfer.outside) > PLACE_LENGTH:
        problems["outside"] = _("Name the organization that sends the member.")
    if not transfer.letter_number or len(transfer.letter_number) > LETTER_LENGTH:
        problems["letter_number"] = _("Enter the number of the letter.")
    if transfer.standing not in queries.MEMBERS:
        problems["standing"] = _("Choose full or probationary member.")
    if transfer.reason not in TransferReason.values:
        problems["reason"] = _("Choose a reason.")
    if transfer.sent_on is None or transfer.sent_on > today:
        problems["sent_on"] = _("The letter cannot have been issued after today.")
    elif transfer.letter_until is None or transfer.letter_until < transfer.sent_on:
        problems["letter_until"] = _("The letter ends on the day of its issue at the earliest.")
    if transfer.joined_on is not None and transfer.joined_on > today:
        problems["joined_on"] = _("The day of joining cannot be after today.")
    for field, check in (("name", check_person_name), ("staff_number", check_staff_number)):
        try:
            check(getattr(transfer, field))
        except ValidationError as error:
            problems.setdefault(field, " ".join(error.messages))
    if problems:
        raise Invalid(" ".join(dict.fromkeys(problems.values())), fields=problems)


def letter_end(day: date) -> date:
    """Return the last day of a letter that is issued on a day."""
    return read_rules().after(RelationRuleKey.LETTER_VALID, day)


def checked_text(text: str, most: int, field: str) -> str:
    """Return the words without white space around them; refuse what is too long."""
    words = text.strip()
    if len(words) > most:
        told = _("At most %(count)s characters.") % {"count": most}
        raise Invalid(told, fields={field: told})
    return words


def required_cause(cause: str) -> str:
    """Return the cause; refuse none."""
    words = checked_text(cause, REASON_LENGTH, "cause")
    if not words:
        told = _("State the cause.")
        raise Invalid(told, fields={"cause": told})
    return words
