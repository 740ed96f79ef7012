"""Refusals of the vocabulary."""

from cms_pages.gate.errors import NotSubmittable
from core.errors import Conflict


class UnknownTags(NotSubmittable):
    """The text bears tags that are not in the vocabulary; `tags` names them."""

    code = "unknown_tags"


class ChangeDecided(Conflict):
    """The proposal has been decided, or what it was about has changed since."""

    code = "tag_change_decided"
