"""What the comments below a text mean for those who wrote them."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms_pages.models import Comment
from outreach import services
from outreach.types import NoticeKind


@transaction.atomic
def tell_decided(comment_id: int) -> None:
    """Tell the author of a comment that it is shown, or why it is not."""
    row = (
        Comment.objects.filter(pk=comment_id, decided_at__isnull=False).select_related("user", "page").first()
    )
    if row is None or row.state not in {"shown", "refused"}:
        return
    with override(row.user.language):
        told = (
            _("It is shown.") if row.state == "shown" else _("Not shown: %(reason)s") % {"reason": row.reason}
        )
    services.notify(
        recipient_id=row.user_id,
        kind=NoticeKind.COMMENT,
        key=f"comment:{row.pk}:{row.state}",
        title=row.page.title,
        body=told,
        url=reverse("comments:page", args=[row.page_id]),
    )
