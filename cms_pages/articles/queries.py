"""Lists of articles for readers."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from taggit.models import Tag

from cms_pages.articles.models import ArticlePage
from cms_pages.gate.visibility import visibility
from cms_pages.vocabulary.queries import names_shown, shown_as
from core.errors import NotFound


def articles_for(user: Any, *, column: str = "") -> QuerySet[ArticlePage]:
    """Return the articles that a user may read, newest first; of one column if it is named by its slug."""
    articles = ArticlePage.objects.filter(visibility(user)).order_by("-date", "-id")
    return articles.filter(url_path__startswith=f"/home/{column}/") if column else articles


def find_article(user: Any, page_id: int) -> ArticlePage:
    """Return a live article that a user may read; raise NotFound for any other."""
    page = articles_for(user).filter(pk=page_id).first()
    if page is None:
        raise NotFound(_("There is no such article."))
    return page


def list_articles(column: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what a column's page shows: a page of articles, the chosen tag, the tags there are."""
    articles = articles_for(request.user, column=column.slug)
    tag = request.GET.get("tag", "")[:50]
    if tag:
        articles = articles.filter(tags__in=Tag.objects.filter(shown_as(tag))).distinct()
    shown = articles_for(request.user, column=column.slug).order_by()
    tags = Tag.objects.filter(cms_pages_articletag_items__content_object__in=shown).distinct()
    page = Paginator(articles, 20).get_page(request.GET.get("page"))
    return {"page_obj": page, "tag": tag, "tags": names_shown(tags)}


def articles_with_tag(tag_id: int) -> QuerySet[ArticlePage]:
    """Return the articles that show a tag: their own, or one that was merged into it."""
    return ArticlePage.objects.filter(Q(tags=tag_id) | Q(tags__entry__into=tag_id)).distinct()
