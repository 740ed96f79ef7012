"""A topic with texts, a course and a regulation on safe work."""

from datetime import timedelta

from wagtail.models import Page

from cms_pages.columns.models import ArticleIndexPage
from cms_pages.models import ArticlePage, CoursePage, RegulationPage, TopicPage
from core.clock import today
from demo.builders.pages import Reviewers, publish
from demo.builders.people import user
from demo.past import workday

EDITOR = "shen.zhibai"
DAYS_AGO = 5
MATERIAL = ("safety-colours", "protective-equipment-film", "inspection-sheet")


def is_built() -> bool:
    """Return whether the topic is there."""
    return TopicPage.objects.exists()


def build() -> str:
    """Publish the topic; it chooses from what is live."""
    material = {page.slug: page for page in ArticlePage.objects.filter(slug__in=MATERIAL, live=True)}
    course = CoursePage.objects.filter(live=True, category="safety").order_by("pk").first()
    rule = RegulationPage.objects.filter(live=True).order_by("pk").first()
    chosen: dict[str, list[Page | None]] = {
        "现场资料": [material[slug] for slug in MATERIAL],
        "课程与制度": [course, rule],
    }
    day = workday(today() - timedelta(days=DAYS_AGO))
    page = TopicPage(
        title="现场作业安全",
        slug="safe-work",
        summary="安全色、防护用品、检查表格与相关课程、制度。",
        date=day,
        source="安全环保部",
        responsible_editor="沈知白",
        body=[("paragraph", "<p>上岗前先看资料，再学课程；作业按制度办理。</p>")],
        sections=[("section", {"heading": heading, "texts": pages}) for heading, pages in chosen.items()],
    )
    column = ArticleIndexPage.objects.get(slug="theory")
    publish(page, parent=column, by=user(EDITOR), reviewers=Reviewers(), day=day)
    return "a topic with two sections"
