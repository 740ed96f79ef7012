"""The home page and the columns: drafts that the migrations left, taken through the review."""

from datetime import timedelta

from cms_pages.models import ArticleIndexPage, BannerIndexPage, CatalogPage, HomePage, RegulationIndexPage
from core.clock import today
from demo.builders.pages import Reviewers, publish_again
from demo.builders.people import user
from demo.past import workday

AGE = timedelta(days=70)
"""How long ago the site was opened."""
INTRODUCTIONS = {
    "theory": "理论文章与业务知识",
    "news": "各支部的工作消息",
    "regulations": "法律法规与公司制度",
    "courses": "必修与选修课程",
    "banners": "首页横幅",
}


def is_built() -> bool:
    """Return whether the catalogue of courses is live."""
    return CatalogPage.objects.filter(slug="courses", live=True).exists()


def build() -> str:
    """Let an editor submit the home page and each column, and the reviewers pass them."""
    reviewers, editor = Reviewers(), user("shen.zhibai")
    columns = [
        *ArticleIndexPage.objects.filter(slug__in=["theory", "news"]),
        RegulationIndexPage.objects.get(slug="regulations"),
        CatalogPage.objects.get(slug="courses"),
        BannerIndexPage.objects.get(slug="banners"),
    ]
    for column in columns:
        column.introduction = INTRODUCTIONS[column.slug]
    drafts = [page for page in [HomePage.objects.get(), *columns] if not page.live]
    for page in drafts:
        publish_again(page, by=editor, reviewers=reviewers, day=workday(today() - AGE))
    return f"{len(drafts)} pages: the home page and the columns"
