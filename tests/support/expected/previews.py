"""Who gets what from previews: whoever reads the text on the desk; the link of a front end names its text."""

from typing import Any

from cms_pages.previews.services import make_token
from support.expectation import ANYBODY, Make, Row, api, page, who


def _page(rest: str = "") -> Make:
    return lambda w: f"/desk/previews/{w.things.candidate.pk}/{rest}"


def _token(world: Any) -> str:
    return make_token(world.things.candidate)


DESK = who(anonymous=302, rest=403, desk=200)

ROWS: list[Row] = [
    page("previews:show", _page(), DESK),
    page("previews:text", _page("text/"), DESK),
    page("previews:present", _page("present/"), DESK),
    api("GET /api/v1/previews/<token>", lambda w: f"/api/v1/previews/{_token(w)}", ANYBODY),
]


def furnish(world: Any) -> None:
    """The world holds a text under review already."""
