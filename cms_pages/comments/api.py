"""The API of the comments below an article."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status

from accounts.http import AUTH, require_scope, require_user
from cms_pages.articles.queries import find_article
from cms_pages.comments import queries, services
from cms_pages.comments.finding import describe_change, find_comment
from cms_pages.comments.models import Comment

router = Router(tags=["articles"], auth=AUTH)
MOST = 50


class CommentOut(Schema):
    """A comment that is shown, or one of the caller's own that waits or was not shown, with the reason."""

    id: int
    state: Literal["waiting", "shown", "refused"]
    author: str
    own: bool
    at: datetime
    words: str
    reason: str


class CommentList(Schema):
    """A page of comments, the newest first; `next` is the id to send as `before`, or null."""

    is_open: bool
    items: list[CommentOut]
    next: int | None


class CommentIn(Schema):
    """What the caller says of the article."""

    words: str


class ReportIn(Schema):
    """Why a comment should not stand."""

    reason: Literal["insult", "false", "private", "advertising", "other"]
    words: str = ""


@router.get("/{int:page_id}/comments", response=CommentList)
def list_comments(
    request: HttpRequest, page_id: int, before: int | None = None, size: int = queries.PAGE_SIZE
) -> dict[str, Any]:
    """Return the comments that the caller sees."""
    require_scope(request, "content:read")
    page = find_article(request.user, page_id)
    size = max(1, min(size, MOST))
    found = queries.comments_of(page, request.user, before=before, size=size)
    items = [_present(request, row) for row in found.rows]
    return {"is_open": found.is_open, "items": items, "next": found.next}


@router.post("/{int:page_id}/comments", response={201: CommentOut})
def write_comment(request: HttpRequest, page_id: int, said: CommentIn) -> Status[dict[str, Any]]:
    """Comment on an article that takes comments; it waits until a publisher has read it."""
    require_scope(request, "content:write")
    page = find_article(request.user, page_id)
    describe_change(request, page, "write")
    row = services.comment(page, words=said.words, by=require_user(request))
    return Status(201, _present(request, row))


@router.delete("/{int:page_id}/comments/{int:comment_id}", response={204: None})
def withdraw_comment(request: HttpRequest, page_id: int, comment_id: int) -> Status[None]:
    """Take back one's own comment; its words are not kept."""
    require_scope(request, "content:write")
    row = find_comment(request, page_id, comment_id)
    describe_change(request, row.page, "withdraw")
    services.withdraw(row, by=require_user(request))
    return Status(204, None)


@router.post("/{int:page_id}/comments/{int:comment_id}/reports", response={204: None})
def report_comment(request: HttpRequest, page_id: int, comment_id: int, told: ReportIn) -> Status[None]:
    """Report a shown comment; publishers see why, not who."""
    require_scope(request, "content:write")
    row = find_comment(request, page_id, comment_id)
    describe_change(request, row.page, "report")
    services.report(row, reason=told.reason, words=told.words, by=require_user(request))
    return Status(204, None)


def _present(request: HttpRequest, row: Comment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "state": row.state,
        "author": row.user.get_full_name(),
        "own": row.user_id == request.user.pk,
        "at": row.at,
        "words": row.words,
        "reason": row.reason,
    }
