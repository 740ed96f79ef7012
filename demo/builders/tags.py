"""The tags of the articles, proposed by an editor and accepted by a publisher; one more waits."""

from datetime import timedelta

from cms_pages.vocabulary import services
from cms_pages.vocabulary.models import TagChange
from cms_pages.vocabulary.types import ChangeKind
from core.clock import today
from demo import material
from demo.builders.people import user
from demo.past import moment_of, standing_at, workday

EDITOR, PUBLISHER = "shen.zhibai", "pei.jingxing"
WAITING = "安全月"


def is_built() -> bool:
    """Return whether the last tag has been proposed."""
    return TagChange.objects.filter(name=WAITING).exists()


def build() -> str:
    """Accept each tag of the articles before the first is written."""
    articles = material.articles()
    oldest = max(article.days_ago for article in articles)
    day = workday(today() - timedelta(days=oldest + 1))
    names = sorted({tag for article in articles for tag in article.tags})
    with standing_at(moment_of(day, 30)):
        for name in names:
            change = services.propose(ChangeKind.ADD, name=name, words="栏目常用标签", by=user(EDITOR))
            services.decide(change, accept=True, by=user(PUBLISHER))
    with standing_at(moment_of(workday(today() - timedelta(days=1)), 45)):
        services.propose(ChangeKind.ADD, name=WAITING, words="六月安全生产月专用", by=user(EDITOR))
    return f"{len(names)} tags, one proposed"
