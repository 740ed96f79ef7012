"""Refusals of the checks."""

from cms_pages.gate.errors import NotSubmittable
from core.errors import Conflict, Invalid, Refused


class ChecksFailed(NotSubmittable):
    """The text has findings that block and that nobody has waived; `context` lists them."""

    code = "checks_failed"


class NoSuchFinding(Conflict):
    """The text has changed, or the finding is not there any more."""

    code = "no_such_finding"


class NotListable(Invalid):
    """The expression cannot be put on the list."""

    code = "not_listable"


class NotKeeper(Refused):
    """Only publishers keep the lists."""

    code = "not_keeper"
