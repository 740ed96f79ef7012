"""Lists of articles for readers."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from cms_pages.articles.models import ArticlePage
from cms_pages.gate.visibility import visibility


def articles_for(user: Any, *, column: str = "") -> QuerySet[ArticlePage]:
    """Return the articles that a user may read, newest first; of one column if it is named by its slug."""
    articles = ArticlePage.objects.filter(visibility(user)).order_by("-date", "-id")
    return articles.filter(url_path__startswith=f"/home/{column}/") if column else articles


def list_articles(column: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what a column's page shows: a page of articles, the chosen tag, the tags there are."""
    articles = articles_for(request.user, column=column.slug)
    tag = request.GET.get("tag", "")[:50]
    if tag:
        articles = articles.filter(tags__name=tag)
    names = ArticlePage.tags.through.tag_model().objects.filter(
        cms_pages_articletag_items__content_object__in=articles_for(request.user, column=column.slug)
    )
    page = Paginator(articles, 20).get_page(request.GET.get("page"))
    return {"page_obj": page, "tag": tag, "tags": sorted(set(names.values_list("name", flat=True)))}
