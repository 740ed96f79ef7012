"""Who gets what from the pages of the checks before submission."""

from typing import Any

from cms_pages.checks.models import ListedExpression
from cms_pages.checks.queries import check_revision
from support.content import make_article
from support.expectation import Row, form, page, who


def _page(world: Any) -> str:
    return f"/desk/checks/pages/{world.things.flawed.pk}/"


def _waiver(world: Any) -> dict[str, str]:
    checked = check_revision(world.things.flawed.get_latest_revision())
    return {"finding": checked.in_the_way[0].key, "digest": checked.digest, "reason": "文件原名"}


ROWS: list[Row] = [
    page("checks:page", _page, who(anonymous=302, rest=404, editor=200)),
    form(
        "checks:waive",
        lambda w: f"{_page(w)}waive/",
        who(anonymous=302, rest=404, editor=302),
        _waiver,
        decides_for_others=True,
    ),
    page("checks:lists", "/desk/checks/lists/", who(anonymous=302, rest=403, desk=200)),
    form(
        "checks:add",
        "/desk/checks/lists/add/",
        who(anonymous=302, rest=403, final_reviewer=302),
        {"kind": "term", "words": "某词语", "category": "other"},
        decides_for_others=True,
    ),
    form(
        "checks:retire",
        lambda w: f"/desk/checks/lists/{ListedExpression.objects.get(words='残废人').pk}/retire/",
        who(anonymous=302, rest=403, final_reviewer=302),
        decides_for_others=True,
    ),
]


def furnish(world: Any) -> None:
    """Write a text that may not be submitted as it is."""
    world.things.flawed = make_article("关心残废人", by=world.users["editor"])
