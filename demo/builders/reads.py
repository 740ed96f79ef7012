"""How often the articles and regulations of the demo were read in the last month."""

import random
from datetime import timedelta

from cms_pages.models import ArticlePage, ReadCount, RegulationPage
from core.clock import local, today

DAYS = 30
SEED = 20261


def is_built() -> bool:
    """Return whether readings are there."""
    return ReadCount.objects.exists()


def build() -> str:
    """Write the numbers of the last month: fewer at the weekend, and fewer as a text grows old."""
    chance = random.Random(SEED)
    last = today()
    rows = []
    for model in (ArticlePage, RegulationPage):
        for page in model.objects.filter(live=True).order_by("pk"):
            since = local(page.first_published_at).date() if page.first_published_at else last
            liked = chance.randint(2, 12)
            for day in (last - timedelta(days=back) for back in range(DAYS)):
                if day >= since:
                    fading = 1 + (day - since).days / 10
                    number = round(chance.random() * liked / fading * (0.3 if day.weekday() > 4 else 1))
                    rows += [ReadCount(page_id=page.pk, day=day, number=number)] if number else []
    ReadCount.objects.bulk_create(rows)
    return f"{sum(row.number for row in rows)} readings"
