"""The comments that readers see below a text, and those that publishers have to read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from cms_pages.articles.models import ArticlePage
from cms_pages.comments.models import Comment, Discussion, Report
from cms_pages.comments.types import CommentState
from cms_pages.gate.queries import published_by, reviews_here
from cms_pages.gate.types import Stage

PAGE_SIZE = 20


@dataclass(frozen=True)
class Comments:
    """A page of the comments that a reader sees; `next` is what to send as `before` for older ones."""

    is_open: bool
    rows: list[Comment]
    next: int | None


def is_open(page_id: int) -> bool:
    """Return whether a text takes comments."""
    return Discussion.objects.filter(page_id=page_id, is_open=True).exists()


def comments_of(
    page: ArticlePage, user: Any, *, before: int | None = None, size: int = PAGE_SIZE
) -> Comments:
    """Return the newest comments that are shown, and the user's own that wait or were not shown.

    Who is not signed in reads none: names stand beside them.
    """
    door = is_open(page.pk)
    if user is None or not user.is_authenticated:
        return Comments(door, [], None)
    own = Q(user=user, state__in=[CommentState.WAITING, CommentState.REFUSED])
    rows = Comment.objects.filter(Q(state=CommentState.SHOWN) | own, page=page)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("user").order_by("-pk")[: size + 1])
    return Comments(door, found[:size], found[size - 1].pk if len(found) > size else None)


def may_moderate(user: Any, page: ArticlePage) -> bool:
    """Return whether the user publishes for the text's unit and so answers for what stands below it."""
    return reviews_here(user, Stage.FINAL, page.unit_id)


def to_moderate(user: Any) -> QuerySet[Comment]:
    """Return the comments that wait for this publisher: reported ones first, then the oldest.

    `number` is how many reports wait. One's own comments are for somebody else.
    """
    open_reports = Report.objects.filter(settled_at=None)
    reported = Exists(open_reports.filter(comment=OuterRef("pk")))
    rows: QuerySet[Comment] = (
        Comment.objects.filter(Q(state=CommentState.WAITING) | Q(reported, state=CommentState.SHOWN))
        .exclude(user=user)
        .annotate(number=Count("reports", filter=Q(reports__settled_at=None)))
        .select_related("user", "page")
        .prefetch_related(Prefetch("reports", open_reports.order_by("pk"), to_attr="open_reports"))
        .order_by("-number", "pk")
    )
    return rows.filter(published_by(user, "page__unit"))
