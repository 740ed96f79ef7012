"""Which files keep their words: the apps that show files in something approved say so here.

A keeper is a function `(kind, pk) -> bool`, true while something approved shows the file.
"""

from collections.abc import Callable

from media.types import Kind

Keeper = Callable[[Kind, int], bool]

_keepers: list[Keeper] = []


def register_keeper(keeper: Keeper) -> Keeper:
    """Ask this function too whether something approved shows a file; usable as a decorator."""
    if keeper not in _keepers:
        _keepers.append(keeper)
    return keeper


def is_kept(kind: Kind, pk: int) -> bool:
    """Return whether the title and the description of a file, and the focus of a picture, must stay."""
    return any(keeper(kind, pk) for keeper in _keepers)
