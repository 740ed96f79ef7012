"""What search does when something goes live or is taken down."""

from datetime import timedelta

from cms_pages.articles.queries import articles_with_tag
from cms_pages.signals import page_published, page_taken_down, tag_changed
from core.outbox import task
from search.services import find_drift, index_page, repair


@task("search.index_page", on=[page_published, page_taken_down])
def index_changed_page(*, page_id: int, **_news: object) -> None:
    """Bring the entries of one page up to date with what is live now, whatever the news was."""
    index_page(page_id)


@task("search.index_tagged", on=[tag_changed])
def index_tagged_pages(*, tag_id: int, **_news: object) -> None:
    """Bring the entries of the articles that show a tag up to date with its name."""
    for page_id in articles_with_tag(tag_id).values_list("pk", flat=True).iterator():
        index_page(page_id)


@task("search.repair_drift", every=timedelta(days=1))
def repair_drift() -> None:
    """Find and mend differences between the index and the live pages."""
    drift = find_drift()
    if drift.total:
        repair(drift)
