"""Where the published columns stand and what is new in them, asked of the app that owns them."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from cms_pages.models import ArticleIndexPage, ArticlePage, RegulationIndexPage
from cms_pages.queries import visible_pages

COLUMNS_SHOWN = 2
ARTICLES_SHOWN = 4


@dataclass(frozen=True)
class ArticleLine:
    """One article as a list names it."""

    title: str
    url: str
    source: str
    day: date


@dataclass(frozen=True)
class Column:
    """A column with its newest articles."""

    title: str
    url: str
    articles: tuple[ArticleLine, ...]


def has_regulations(user: User) -> bool:
    """Return whether there is a regulation column that this person may open."""
    return visible_pages(user, RegulationIndexPage).exists()


def newest_columns(user: User) -> list[Column]:
    """Return the first article columns that the person may open, each with its newest articles."""
    columns = visible_pages(user, ArticleIndexPage).order_by("path")[:COLUMNS_SHOWN]
    return [_column(user, page) for page in columns]


def _column(user: User, page: ArticleIndexPage) -> Column:
    articles = (
        visible_pages(user, ArticlePage)
        .filter(path__startswith=page.path)
        .only("title", "url_path", "source", "date")
        .order_by("-date", "-pk")[:ARTICLES_SHOWN]
    )
    lines = tuple(
        ArticleLine(article.title, article.get_url() or "", article.source, article.date)
        for article in articles
    )
    return Column(page.title, page.get_url() or "", lines)
