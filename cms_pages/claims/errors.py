"""Refusals of claims."""

from core.errors import Conflict


class Claimed(Conflict):
    """Another reviewer has claimed this stage."""

    code = "claimed"
