"""The feed of a column: what everybody may read, newest first."""

from datetime import datetime, time
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest

from cms_pages.articles.models import ArticlePage
from cms_pages.articles.queries import articles_for
from cms_pages.columns.models import ArticleIndexPage
from cms_pages.gate.visibility import visibility
from core.clock import SHANGHAI

MOST = 30
"""So many of the newest texts stand in a feed."""


class ColumnFeed(Feed):  # type: ignore[type-arg]
    """RSS of one column; a column that only signed-in people may read has no feed.

    It is the same for everybody: a reader program sends no session, and what it fetches is stored elsewhere.
    """

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> ArticleIndexPage:
        """Return the column of this address, if everybody may read it."""
        columns = ArticleIndexPage.objects.filter(visibility(AnonymousUser()), slug=kwargs["slug"])
        column = columns.first()
        if column is None:
            raise Http404
        return column

    def title(self, obj: ArticleIndexPage) -> str:
        """Return the name of the column."""
        return obj.title

    def link(self, obj: ArticleIndexPage) -> str:
        """Return the address of the column."""
        return obj.url or "/"

    def description(self, obj: ArticleIndexPage) -> str:
        """Return what the column is about."""
        return obj.introduction

    def items(self, obj: ArticleIndexPage) -> list[ArticlePage]:
        """Return the newest texts that everybody may read."""
        return list(articles_for(AnonymousUser(), column=obj.slug).filter(path__startswith=obj.path)[:MOST])

    def item_title(self, item: Any) -> str:
        """Return the title as it was approved; the feed escapes it."""
        return str(item.title)

    def item_description(self, item: Any) -> str:
        """Return the summary."""
        return str(item.summary)

    def item_link(self, item: Any) -> str:
        """Return the address of the text."""
        return item.url or "/"

    def item_pubdate(self, item: ArticlePage) -> datetime:
        """Return the day that the text bears."""
        return datetime.combine(item.date, time(), tzinfo=SHANGHAI)

    def item_author_name(self, item: ArticlePage) -> str:
        """Return who is named as the source."""
        return item.source
