"""Who gets what from remarks: whoever reads the text on the desk reads, writes, answers and settles them."""

from typing import Any

from cms_pages.remarks import services
from support.expectation import Make, Row, form, page, who


def _page(rest: str = "") -> Make:
    return lambda w: f"/desk/remarks/{w.things.candidate.pk}/{rest}"


def _remark(rest: str) -> Make:
    return lambda w: f"/desk/remarks/{w.things.candidate.pk}/{w.things.remark.pk}/{rest}/"


def _title(world: Any) -> str:
    return str(world.things.candidate.page_title)


DESK = who(anonymous=302, rest=403, desk=302)

ROWS: list[Row] = [
    page("remarks:text", _page(), who(anonymous=302, rest=403, desk=200)),
    form(
        "remarks:text",
        _page(),
        DESK,
        lambda w: {"field": "title", "line": 0, "quote": _title(w)[:2], "words": "请核对"},
        decides_for_others=True,
    ),
    form("remarks:answer", _remark("answer"), DESK, {"words": "已改"}, decides_for_others=True),
    form("remarks:settle", _remark("settle"), DESK, decides_for_others=True),
]


def furnish(world: Any) -> None:
    """Add a remark on the text under review."""
    candidate = world.things.candidate
    world.things.remark = services.remark(
        candidate, field="title", line=0, quote=_title(world)[:2], words="题目再斟酌", by=candidate.submitter
    )
