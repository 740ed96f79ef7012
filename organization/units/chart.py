"""The organization chart of a day as nested nodes; of a large tree only the first levels."""

from dataclasses import dataclass

from organization.units.counting import Counts
from organization.units.queries import UnitThen

WHOLE = 150
"""Up to so many units the chart is drawn whole; beyond, deeper levels are fetched when they are opened."""
LEVELS = 2


@dataclass(frozen=True)
class Node:
    """A unit in the chart; `count` is empty where the reader may not count."""

    unit: UnitThen
    count: int | None
    children: tuple["Node", ...]
    size: int
    is_open: bool

    @property
    def is_deferred(self) -> bool:
        """Whether the units below are fetched only when they are opened."""
        return self.size > 0 and not self.children


def draw(counts: Counts, top: int | None = None, *, levels: int | None = None) -> tuple[Node, ...]:
    """Return the nodes below a unit (the roots below none), so many levels deep."""
    if levels is None:
        levels = 99 if len(counts.tree.units) <= WHOLE else LEVELS
    return tuple(_node(counts, pk, levels, 1) for pk in counts.tree.children(top))


def draw_unit(counts: Counts, unit_id: int) -> Node:
    """Return one unit as the top of a chart."""
    levels = 99 if len(counts.tree.below(unit_id)) <= WHOLE else LEVELS
    return _node(counts, unit_id, levels, 1)


def _node(counts: Counts, unit_id: int, levels: int, depth: int) -> Node:
    below = counts.tree.children(unit_id)
    drawn = tuple(_node(counts, pk, levels - 1, depth + 1) for pk in below) if levels > 1 else ()
    return Node(
        unit=counts.tree.units[unit_id],
        count=counts.below(unit_id) if unit_id in counts.within else None,
        children=drawn,
        size=len(below),
        is_open=depth == 1 or (depth == 2 and len(counts.tree.units) <= WHOLE),
    )
