"""The articles, each written by its responsible editor."""

from datetime import timedelta

from cms_pages.articles.models import ArticlePage
from cms_pages.columns.models import ArticleIndexPage
from core.clock import today
from demo import material
from demo.builders.pages import Reviewers, publish
from demo.builders.people import user_named
from demo.past import workday
from demo.prose import blocks_of
from organization.models import Unit


def is_built() -> bool:
    """Return whether the newest article is live."""
    return ArticlePage.objects.filter(slug=material.articles()[-1].slug, live=True).exists()


def build() -> str:
    """Publish the articles over the past weeks; news belong to the branch that tells them."""
    reviewers = Reviewers()
    columns = {column.slug: column for column in ArticleIndexPage.objects.filter(slug__in=["theory", "news"])}
    branches = {unit.short_name: unit for unit in Unit.objects.all()}
    for article in material.articles():
        day = workday(today() - timedelta(days=article.days_ago))
        page = ArticlePage(
            title=article.title,
            slug=article.slug,
            date=day,
            summary=article.summary,
            body=blocks_of(article.body),
            source=article.source,
            responsible_editor=article.responsible_editor,
            unit=branches.get(article.source),
        )
        page.tags.add(*article.tags)
        editor = user_named(article.responsible_editor)
        publish(page, parent=columns[article.column], by=editor, reviewers=reviewers, day=day)
    return f"{len(material.articles())} articles"
