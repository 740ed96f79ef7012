"""The text and the comment that a request means, for pages and API alike."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms_pages.articles.models import ArticlePage
from cms_pages.articles.queries import articles_for
from cms_pages.comments.models import Comment
from cms_pages.comments.types import CommentState
from core.audit import describe
from core.errors import NotFound


def find_comment(request: HttpRequest, page_id: int, comment_id: int) -> Comment:
    """Return a comment that the user sees below a text that they may read: a shown one, or their own."""
    found = Comment.objects.filter(page__in=articles_for(request.user).filter(pk=page_id).order_by())
    row = found.filter(pk=comment_id).select_related("user", "page").first()
    if row is None or (row.state != CommentState.SHOWN and row.user_id != request.user.pk):
        raise NotFound(_("There is no such comment."))
    return row


def describe_change(request: HttpRequest, page: ArticlePage, action: str) -> None:
    """Name in the audit log what is done to the comments of a text."""
    describe(
        request,
        action=f"comment.{action}",
        object_type="cms_pages.ArticlePage",
        object_id=page.pk,
        unit_id=page.unit_id,
    )
