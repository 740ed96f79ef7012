"""What the world holds for `sign_in`, and who gets what from its routes."""

from typing import Any

from support.expectation import Row

ROWS: list[Row] = []


def furnish(world: Any) -> None:
    """Add the things that the rows speak of."""
