"""Who gets what from comments: readers write and report, publishers decide and open or close."""

from typing import Any

from cms_pages.comments import services
from support.expectation import SIGNED_IN, SIGNED_IN_API, Make, Row, api, form, page, who

PUBLISHERS = who(anonymous=302, rest=403, final_reviewer=200)
READERS = who(anonymous=302, rest=302)


def _of_text(rest: str = "") -> Make:
    return lambda w: f"/comments/{w.things.article.pk}/{rest}"


def _of(name: str, rest: str) -> Make:
    return lambda w: f"/comments/{w.things.article.pk}/{getattr(w.things, name).pk}/{rest}/"


API = "/api/v1/articles/<int:page_id>/comments"


def _called(name: str = "", rest: str = "") -> Make:
    return lambda w: (
        f"/api/v1/articles/{w.things.article.pk}/comments"
        + (f"/{getattr(w.things, name).pk}{rest}" if name else "")
    )


ROWS: list[Row] = [
    page("comments:page", _of_text(), SIGNED_IN),
    form("comments:page", _of_text(), READERS, {"words": "学习了"}),
    form(
        "comments:switch",
        _of_text("switch/"),
        PUBLISHERS | {"final_reviewer": 302},
        {"open": "0"},
        decides_for_others=True,
    ),
    form(
        "comments:withdraw", _of("comment", "withdraw"), who(anonymous=302, rest=403, owner=302), case="own"
    ),
    page("comments:report", _of("comment", "report"), SIGNED_IN),
    form(
        "comments:report",
        _of("comment", "report"),
        READERS | {"owner": 403},
        {"reason": "other"},
    ),
    page(
        "comments:report",
        _of("unread_comment", "report"),
        who(anonymous=302, rest=404, owner=200),
        case="unread",
    ),
    page("moderation:waiting", "/desk/comments/", PUBLISHERS),
    form(
        "moderation:decide",
        lambda w: f"/desk/comments/{w.things.unread_comment.pk}/decide/",
        PUBLISHERS | {"final_reviewer": 302},
        {"show": "0", "reason": "与文章无关"},
        decides_for_others=True,
    ),
    api(f"GET {API}", _called(), SIGNED_IN_API),
    api(f"POST {API}", _called(), who(anonymous=401, rest=201), {"words": "学习了"}),
    api(
        f"DELETE {API}/<int:comment_id>",
        _called("comment"),
        who(anonymous=401, rest=403, owner=204),
    ),
    api(
        f"POST {API}/<int:comment_id>/reports",
        _called("comment", "/reports"),
        who(anonymous=401, rest=204, owner=403),
        {"reason": "other"},
    ),
]


def furnish(world: Any) -> None:
    """Open the comments of the article; the owner has a shown one, and one that waits."""
    things, publisher, owner = world.things, world.users["final_reviewer"], world.user("owner")
    services.switch(things.article, is_open=True, by=publisher)
    things.comment = services.comment(things.article, words="讲得清楚", by=owner)
    services.decide(things.comment, show=True, reason="", by=publisher)
    things.unread_comment = services.comment(things.article, words="请再讲讲第三点", by=owner)
