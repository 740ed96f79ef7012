"""The text of a preview for a headless front end."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from wagtail.models import Revision

from accounts.http import OPEN_AUTH
from cms_pages.articles.api import ArticleOut, present_article
from cms_pages.articles.models import ArticlePage
from cms_pages.gate.contents import FIELDS, lines_by_field
from cms_pages.previews import services
from core.errors import NotFound

router = Router(tags=["previews"], auth=OPEN_AUTH)


class SectionOut(Schema):
    """One field of a text: its name, its word for people, its paragraphs."""

    name: str
    label: str
    paragraphs: list[str]


class PreviewOut(Schema):
    """A text as it was submitted; `article` is what the API of articles would answer, once it is live."""

    kind: str
    title: str
    state: str
    revision_id: int
    digest: str
    sections: list[SectionOut]
    article: ArticleOut | None


@router.get("/{token}", response=PreviewOut)
def show_preview(request: HttpRequest, token: str) -> dict[str, Any]:
    """Return the text that a link of the desk names; the link holds for fifteen minutes."""
    candidate = services.read_token(token)
    revision = Revision.objects.filter(pk=candidate.revision_id).first() if candidate else None
    if candidate is None or revision is None:
        raise NotFound(_("This link no longer holds. Open the preview again on the review desk."))
    page = revision.as_object()
    return {
        "kind": candidate.kind,
        "title": candidate.page_title,
        "state": candidate.state,
        "revision_id": candidate.revision_id,
        "digest": candidate.digest,
        "sections": [
            {"name": name, "label": str(FIELDS[name]), "paragraphs": [line.text for line in lines]}
            for name, lines in lines_by_field(revision.content).items()
        ],
        "article": present_article(page, request.user) if isinstance(page, ArticlePage) else None,
    }
