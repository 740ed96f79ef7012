"""Comments below one article: shown, reported and still to be read."""

from datetime import timedelta

from cms_pages.articles.models import ArticlePage
from cms_pages.comments import services
from cms_pages.comments.models import Discussion
from core.clock import today
from demo.builders.people import user
from demo.past import moment_of, standing_at, workday

SLUG = "hazards-before-work"
PUBLISHER = "pei.jingxing"
READER, SECOND_READER = "zhou.wangshu", "shi.wangyue"


def is_built() -> bool:
    """Return whether the comments of the article are open."""
    return Discussion.objects.filter(page__slug=SLUG).exists()


def build() -> str:
    """Open the comments; one is shown, one shown and reported, one waits."""
    page, publisher = ArticlePage.objects.get(slug=SLUG), user(PUBLISHER)
    day = workday(today() - timedelta(days=2))
    with standing_at(moment_of(day, 30)):
        services.switch(page, is_open=True, by=publisher)
        first = services.comment(page, words="班前会上照着五步走了一遍，很实用。", by=user(READER))
        second = services.comment(
            page, words="第三步的负责人写的是王师傅，手机尾号也贴出来了。", by=user(SECOND_READER)
        )
    with standing_at(moment_of(day, 90)):
        for row in (first, second):
            services.decide(row, show=True, reason="", by=publisher)
        services.report(second, reason="private", words="提到了个人电话", by=user(READER))
        services.comment(page, words="能否补充一张排查表的样例？", by=user(SECOND_READER))
    return "three comments below one article: shown, reported, waiting"
