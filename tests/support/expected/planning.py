"""Who gets what from the calendar and the report of old texts."""

from typing import Any

from cms_pages.gate.models import Release
from support.expectation import Row, form, page, who

PUBLISHERS = who(anonymous=302, rest=403, final_reviewer=200)


def _confirm(world: Any) -> str:
    release = Release.objects.get(page_id=world.things.article.pk, state="open")
    return f"/desk/planning/old/{release.pk}/confirm/"


ROWS: list[Row] = [
    page("planning:calendar", "/desk/planning/", who(anonymous=302, rest=403, desk=200)),
    page("planning:old", "/desk/planning/old/", PUBLISHERS),
    form("planning:confirm", _confirm, PUBLISHERS | {"final_reviewer": 302}, decides_for_others=True),
]


def furnish(world: Any) -> None:
    """The world holds a live article already."""
