"""Refusals of the gate."""

from core.errors import Conflict, Invalid, Refused


class OwnText(Refused):
    """Nobody reviews a text that he wrote, submitted, edited or has already approved."""

    code = "own_text"


class NotReviewer(Refused):
    """The user holds no review role for this stage here."""

    code = "not_reviewer"


class TextChanged(Conflict):
    """The revision is no longer the text that was submitted."""

    code = "text_changed"


class NotUnderReview(Conflict):
    """The candidate is not waiting for a decision."""

    code = "not_under_review"


class NotSubmittable(Invalid):
    """The page has no revision that can be submitted now."""

    code = "not_submittable"


class ReasonMissing(Invalid):
    """The decision needs words."""

    code = "reason_missing"
