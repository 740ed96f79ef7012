"""The words of transfers, of members away from home, and of posts that end."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TransferKind(models.TextChoices):
    """Between which sort of units a relation moves."""

    INSIDE = "inside", _("Between units of this system")
    OUTWARD = "outward", _("To an organization outside")
    INWARD = "inward", _("From an organization outside")


class TransferState(models.TextChoices):
    """Where a transfer stands."""

    DRAFT = "draft", pgettext_lazy("transfer", "Draft")
    SENT = "sent", pgettext_lazy("transfer", "Sent")
    APPROVED = "approved", pgettext_lazy("transfer", "Approved by the superior")
    RECEIVED = "received", pgettext_lazy("transfer", "Received")
    RETURNED = "returned", pgettext_lazy("transfer", "Sent back")
    WITHDRAWN = "withdrawn", pgettext_lazy("transfer", "Withdrawn")


OPEN_STATES = (TransferState.DRAFT, TransferState.SENT, TransferState.APPROVED)
"""The states of a transfer that still goes on."""
ON_THE_WAY = (TransferState.SENT, TransferState.APPROVED)
"""The states in which the sending side answers for a letter that is on its way."""


class StepKind(models.TextChoices):
    """What was done with a transfer."""

    DRAFTED = "drafted", pgettext_lazy("step of a transfer", "Drafted")
    CHANGED = "changed", pgettext_lazy("step of a transfer", "Changed")
    SENT = "sent", pgettext_lazy("step of a transfer", "Sent")
    REGISTERED = "registered", pgettext_lazy("step of a transfer", "Letter registered")
    APPROVED = "approved", pgettext_lazy("step of a transfer", "Approved")
    RENEWED = "renewed", pgettext_lazy("step of a transfer", "Letter renewed")
    REROUTED = "rerouted", pgettext_lazy("step of a transfer", "Goes on with the unit that followed")
    RECEIVED = "received", pgettext_lazy("step of a transfer", "Received")
    RETURNED = "returned", pgettext_lazy("step of a transfer", "Sent back")
    WITHDRAWN = "withdrawn", pgettext_lazy("step of a transfer", "Withdrawn")


class Action(models.TextChoices):
    """What somebody can do with a transfer."""

    CHANGE = "change", pgettext_lazy("transfer", "Change the draft")
    SEND = "send", pgettext_lazy("transfer", "Send")
    APPROVE = "approve", pgettext_lazy("transfer", "Approve")
    RECEIVE = "receive", pgettext_lazy("transfer", "Receive")
    RETURN = "return", pgettext_lazy("transfer", "Send back")
    WITHDRAW = "withdraw", pgettext_lazy("transfer", "Withdraw")
    RENEW = "renew", pgettext_lazy("transfer", "Renew the letter")


class TransferReason(models.TextChoices):
    """Why a relation moves; no more is asked."""

    WORK = "work", _("Change of the place of work")
    RESIDENCE = "residence", _("Change of residence")
    AWAY = "away", _("Away for six months or longer at a fixed place")
    RETIREMENT = "retirement", _("Retirement")
    STUDY = "study", pgettext_lazy("reason of a transfer", "Study")
    OTHER = "other", pgettext_lazy("reason of a transfer", "Another reason")


class Refusal(models.TextChoices):
    """Why somebody may not do something with a transfer or a member away from home."""

    OWN = "own", _("Your own matter is handled by another officer.")
    STATE = "state", _("The transfer does not stand where this could be done.")
    SENDER = "sender", _("Only an officer of the sending unit may do this.")
    RECEIVER = "receiver", _("Only an officer of the receiving unit may do this.")
    SUPERIOR = "superior", _("Only the superior party committee may do this.")
    SAME_HAND = "same_hand", _("Who sent it does not decide on it; a second person does.")
    NO_GRANT = "no_grant", _("Only an officer of this unit may do this.")
    ENDED = "ended", _("This registration has ended.")


class StayKind(models.TextChoices):
    """Whether a member of ours is away, or a member from elsewhere is with us."""

    OUT = "out", pgettext_lazy("mobile member", "Away from the unit")
    IN = "in", pgettext_lazy("mobile member", "From another organization")


class AwayReason(models.TextChoices):
    """Why a member is away; no more is asked."""

    PROJECT = "project", _("Project or posting elsewhere")
    SECONDMENT = "secondment", _("Secondment")
    STUDY = "study", pgettext_lazy("reason of being away", "Study")
    RETIREMENT = "retirement", _("Retired and living elsewhere")
    FAMILY = "family", pgettext_lazy("reason of being away", "Family")
    OTHER = "other", pgettext_lazy("reason of being away", "Another reason")


class StayEnding(models.TextChoices):
    """How a registration ended."""

    RETURNED = "returned", pgettext_lazy("mobile member", "Returned")
    TRANSFERRED = "transferred", pgettext_lazy("mobile member", "Relation transferred")
    CANCELLED = "cancelled", pgettext_lazy("mobile member", "Registered by mistake")


class ContactWay(models.TextChoices):
    """By which way a contact was made."""

    PHONE = "phone", pgettext_lazy("way of contact", "Telephone")
    MESSAGE = "message", pgettext_lazy("way of contact", "Message")
    VIDEO = "video", pgettext_lazy("way of contact", "Video call")
    VISIT = "visit", pgettext_lazy("way of contact", "Visit")
    MEETING = "meeting", pgettext_lazy("way of contact", "At a meeting")
    LETTER = "letter", pgettext_lazy("way of contact", "Letter")


class RelationRuleKey(models.TextChoices):
    """What a dated rule fixes."""

    LETTER_VALID = "letter_valid", _("A letter of introduction is valid for")
    LETTER_NOTICE = "letter_notice", _("Reminder before a letter ends")
    AWAY_TRANSFER = "away_transfer", _("Away at a fixed place: transfer advised after")
    CONTACT_EVERY = "contact_every", _("Contact with a member away, at least every")
    CONTACT_ABROAD = "contact_abroad", _("Contact with a member abroad, at least every")
    LOST_AFTER = "lost_after", _("Listed as without contact after")
    POST_FIRST = "post_first", _("First reminder before a post ends")
    POST_SECOND = "post_second", _("Second reminder before a post ends")
    POST_LAST = "post_last", _("Last reminder before a post ends")


class RuleUnit(models.TextChoices):
    """What a rule's value counts."""

    MONTH = "month", pgettext_lazy("unit of a rule", "months")
    DAY = "day", pgettext_lazy("unit of a rule", "days")


class Why(models.TextChoices):
    """Of what the day reminds."""

    LETTER_ENDS = "letter_ends", _("The letter ends soon")
    LETTER_OVER = "letter_over", _("The letter has ended and nobody has received it")
    CONTACT = "contact", _("Contact is due")
    ADVISE = "advise", _("A transfer of the organization relation is advised")
    RETURN = "return", _("The expected return has passed")
    POST_FIRST = "post_first", pgettext_lazy("first reminder", "The post ends soon")
    POST_SECOND = "post_second", pgettext_lazy("second reminder", "The post ends soon")
    POST_LAST = "post_last", pgettext_lazy("last reminder", "The post ends soon")
    POST_VACANT = "post_vacant", _("The post has ended and nobody follows")


POST_STAGES = {
    Why.POST_FIRST: RelationRuleKey.POST_FIRST,
    Why.POST_SECOND: RelationRuleKey.POST_SECOND,
    Why.POST_LAST: RelationRuleKey.POST_LAST,
}
"""Which rule says how long before the end of a post a reminder goes out; the longest comes first."""
