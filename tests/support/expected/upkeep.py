"""Who gets what from the review of internal rules: the desk sees them, publishers keep, editors draft."""

from typing import Any

from support.expectation import Row, form, page, who

DESK = who(anonymous=302, rest=403, desk=200)


def _rule(world: Any) -> str:
    return f"/desk/rules/{world.things.regulation.pk}/"


ROWS: list[Row] = [
    page("upkeep:rules", "/desk/rules/", DESK),
    page("upkeep:rule", _rule, DESK),
    form(
        "upkeep:rule",
        _rule,
        who(anonymous=302, rest=403, desk=422) | {"final_reviewer": 302},
        {"outcome": "keep", "next_review": "2027-06-30"},
        decides_for_others=True,
    ),
]


def furnish(world: Any) -> None:
    """The world holds a live internal rule already."""
