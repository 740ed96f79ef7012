"""Refusals of remarks."""

from core.errors import Conflict


class Settled(Conflict):
    """The remark has been settled; nothing is added to it."""

    code = "remark_settled"
