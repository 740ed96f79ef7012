"""Two banners: one live, one approved for the first of next month."""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone
from wagtail.models import Page

from cms_pages.articles.models import ArticlePage
from cms_pages.banners.models import BannerIndexPage, BannerPage
from core.clock import today
from demo.builders.pages import Reviewers, publish
from demo.builders.people import user
from demo.past import workday
from demo.pictures import draw_banner
from media.services import store_image

EDITOR = "shen.zhibai"
DAYS_AGO = 6


def is_built() -> bool:
    """Return whether the banners are there."""
    return BannerPage.objects.exists()


def build() -> str:
    """Take both banners through the review; the second waits for its hour."""
    day = workday(today() - timedelta(days=DAYS_AGO))
    next_month = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
    begins = datetime.combine(next_month, time(8), tzinfo=get_current_timezone())
    safety = ArticlePage.objects.get(slug="hazards-before-work")
    _banner(
        "作业前先查隐患",
        "hazards-banner",
        "五步排查，从进场开始",
        ("#7a1f1f", "#d9a441"),
        0,
        safety,
        None,
        day,
    )
    _banner(
        "下月学习安排", "next-month-banner", "下月一日起可见", ("#1f3a5f", "#8fb3d9"), 1, None, begins, day
    )
    return "one banner live, one waiting for its hour"


def _banner(
    title: str,
    slug: str,
    summary: str,
    colours: tuple[str, str],
    turn: int,
    target: Page | None,
    begins: datetime | None,
    day: date,
) -> None:
    editor = user(EDITOR)
    picture = store_image(title=title, file=draw_banner(*colours, turn=turn), by=editor)
    page = BannerPage(
        title=title,
        slug=slug,
        summary=summary,
        image=picture,
        alternative="几道同心圆弧组成的装饰图案",
        target=target,
        go_live_at=begins,
    )
    publish(page, parent=BannerIndexPage.objects.get(), by=editor, reviewers=Reviewers(), day=day)
