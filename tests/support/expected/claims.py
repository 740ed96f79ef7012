"""Who gets what from the pages and the API of claims; the text waits for its first review."""

from typing import Any

from support.content import make_reviewer
from support.expectation import SIGNED_IN_API, Make, Row, api, form, page, who


def _page(rest: str) -> Make:
    return lambda w: f"/desk/work/{w.things.candidate.pk}/{rest}/"


def _api(rest: str) -> Make:
    return lambda w: f"/api/v1/reviews/{w.things.candidate.pk}/{rest}"


def _told(world: Any) -> dict[str, Any]:
    return {"to": world.things.substitute.pk, "words": "外出培训"}


# Of the editor it is the own text; the form of giving back answers in words and leads back.
DECIDES = who(anonymous=302, rest=404, editor=403, first_reviewer=302)
DECIDES_API = who(anonymous=401, rest=404, editor=403, first_reviewer=200)
HELD_BY_NOBODY = who(anonymous=401, rest=404, editor=409, first_reviewer=409)

ROWS: list[Row] = [
    page("claims:work", "/desk/work/", who(anonymous=302, rest=403, desk=200)),
    form("claims:claim", _page("claim"), DECIDES, decides_for_others=True),
    form("claims:let_go", _page("let-go"), DECIDES | {"editor": 302}),
    page("claims:hand_over", _page("hand-over"), DECIDES | {"first_reviewer": 200}),
    form("claims:hand_over", _page("hand-over"), DECIDES, _told, decides_for_others=True),
    api("GET /api/v1/reviews/work", lambda _: "/api/v1/reviews/work", SIGNED_IN_API, case="own"),
    api("POST /api/v1/reviews/<int:candidate_id>/claim", _api("claim"), DECIDES_API, decides_for_others=True),
    api("DELETE /api/v1/reviews/<int:candidate_id>/claim", _api("claim"), HELD_BY_NOBODY),
    api(
        "POST /api/v1/reviews/<int:candidate_id>/handover",
        _api("handover"),
        DECIDES_API,
        _told,
        decides_for_others=True,
    ),
]


def furnish(world: Any) -> None:
    """Add somebody to whom the first review may be handed over."""
    world.things.substitute = make_reviewer("first")
