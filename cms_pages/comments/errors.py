"""Refusals of comments."""

from core.errors import Conflict, TooSoon


class Closed(Conflict):
    """The text takes no comments."""

    code = "comments_closed"


class Decided(Conflict):
    """The comment is no longer what the reader saw: somebody decided it, or its author took it back."""

    code = "comment_decided"


class TooManyWaiting(TooSoon):
    """So many comments of this user wait that another must wait too."""

    code = "too_many_comments"
