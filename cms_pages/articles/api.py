"""The API of articles."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from accounts.http import OPEN_AUTH, require_scope
from cms_pages.articles.models import ArticlePage
from cms_pages.articles.queries import articles_for, find_article
from cms_pages.gate.pages import GatedPage

router = Router(tags=["articles"], auth=OPEN_AUTH)
MOST = 50


class ArticleLine(Schema):
    """An article in a list."""

    id: int
    kind: str
    title: str
    summary: str
    date: date
    url: str


class ArticleList(Schema):
    """A page of articles; `next` is the id to send as `before` for the following page, or null."""

    items: list[ArticleLine]
    next: int | None


class FileOut(Schema):
    """A file of a gallery, video, recording or document; its address asks who is calling."""

    name: str
    title: str
    media_type: str
    url: str
    alternative: str = ""


class PageItem(Schema):
    """A page beside an article: what it is, in a word, and where it is."""

    id: int
    kind: str
    title: str
    url: str


class SectionOut(Schema):
    """A section of a topic with the pages that the caller may read."""

    heading: str
    items: list[PageItem]


class ArticleOut(ArticleLine):
    """An article with its body as HTML, the files that it is about, and the sections of a topic."""

    source: str
    responsible_editor: str
    tags: list[str]
    html: str
    files: list[FileOut]
    sections: list[SectionOut]


@router.get("", response=ArticleList)
def list_articles(
    request: HttpRequest, column: str = "", before: int | None = None, size: int = 20
) -> dict[str, Any]:
    """Return articles that the caller may read, newest first."""
    require_scope(request, "content:read")
    size = max(1, min(size, MOST))
    articles = articles_for(request.user, column=column).order_by("-id")
    if before is not None:
        articles = articles.filter(pk__lt=before)
    found = list(articles[: size + 1])
    return {
        "items": [_line(page) for page in found[:size]],
        "next": found[size - 1].pk if len(found) > size else None,
    }


@router.get("/{page_id}", response=ArticleOut)
def show_article(request: HttpRequest, page_id: int) -> dict[str, Any]:
    """Return one article."""
    require_scope(request, "content:read")
    return present_article(find_article(request.user, page_id), request.user)


def present_article(page: ArticlePage, user: Any) -> dict[str, Any]:
    """Return an article as the API tells it to a user, live or not."""
    return _line(page) | {
        "source": page.source,
        "responsible_editor": page.responsible_editor,
        "tags": page.tag_names(),
        "html": page.body.render_as_block(),
        "files": list(_files(page.specific)),
        "sections": [
            {"heading": section.heading, "items": [present_item(item) for item in section.pages]}
            for section in page.specific.sections_for(user)
        ],
    }


def present_item(page: GatedPage) -> dict[str, Any]:
    """Return a page that stands beside an article."""
    kind = page.specific_class or type(page)
    return {"id": page.pk, "kind": kind._meta.model_name, "title": page.title, "url": page.url or ""}


def _files(page: Any) -> Iterator[dict[str, Any]]:
    for item in getattr(page, "pictures", []):
        image = item.value["image"]
        if image is not None:
            yield _file("picture", image) | {"alternative": item.value["alternative"]}
    for name in ("file", "captions"):
        if getattr(page, name, None) is not None:
            yield _file(name, getattr(page, name))


def _file(name: str, item: Any) -> dict[str, Any]:
    return {"name": name, "title": item.title, "media_type": item.media_type, "url": item.url}


def _line(page: ArticlePage) -> dict[str, Any]:
    return {
        "id": page.pk,
        "kind": page.specific_class._meta.model_name,
        "title": page.title,
        "summary": page.summary,
        "date": page.date,
        "url": page.url or "",
    }
