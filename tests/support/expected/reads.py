"""Who gets what from read counts and links: readers are counted, who works with texts sees the numbers."""

from support.expectation import Row, api, page, who

ROWS: list[Row] = [
    page("reads:reads", "/desk/reads/", who(anonymous=302, rest=403, desk=200)),
    api(
        "POST /api/v1/reads",
        lambda _: "/api/v1/reads",
        who(anonymous=404, rest=204),
        lambda w: {"page": w.things.article.pk},
        case="internal",
    ),
    api(
        "GET /api/v1/reads/<int:page_id>",
        lambda w: f"/api/v1/reads/{w.things.article.pk}",
        who(anonymous=404, rest=200),
        case="internal",
    ),
    api(
        "GET /api/v1/articles/<int:page_id>/links",
        lambda w: f"/api/v1/articles/{w.things.article.pk}/links",
        who(anonymous=404, rest=200),
        case="internal",
    ),
]
