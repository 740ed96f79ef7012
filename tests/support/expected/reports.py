"""Who gets what from reports of texts: readers report, publishers answer."""

from typing import Any

from cms_pages.reports import services
from support.expectation import SIGNED_IN, Row, api, form, page, who

REASON = {"reason": "false", "words": "数字与年报不符"}

ROWS: list[Row] = [
    page("reports:text", lambda w: f"/reports/{w.things.article.pk}/", SIGNED_IN),
    form("reports:text", lambda w: f"/reports/{w.things.article.pk}/", who(anonymous=302, rest=302), REASON),
    page("desk_reports:open", "/desk/reports/", who(anonymous=302, rest=403, final_reviewer=200)),
    form(
        "desk_reports:settle",
        lambda w: f"/desk/reports/{w.things.text_report.pk}/settle/",
        who(anonymous=302, rest=403, final_reviewer=302),
        {"answer": "已更正"},
        decides_for_others=True,
    ),
    api(
        "POST /api/v1/reports",
        lambda _: "/api/v1/reports",
        who(anonymous=401, rest=204),
        lambda w: REASON | {"page": w.things.article.pk},
    ),
]


def furnish(world: Any) -> None:
    """The owner reports the article."""
    world.things.text_report = services.report_text(world.things.article, by=world.user("owner"), **REASON)
