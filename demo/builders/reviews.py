"""Changes to live articles that stand in the review, so that the desk of each stage has work."""

from datetime import timedelta

from cms_pages.articles.models import ArticlePage
from cms_pages.claims.services import claim
from cms_pages.gate import services as gate
from cms_pages.gate.models import Candidate
from cms_pages.gate.queries import candidates_for, why_not
from core.clock import now, today
from demo import material
from demo.builders.pages import Reviewers, approve
from demo.builders.people import user, user_named
from demo.past import moment_of, standing_at, workday
from demo.prose import blocks_of


def is_built() -> bool:
    """Return whether the last amendment has been submitted."""
    amendment = material.amendments()[-1]
    return Candidate.objects.filter(
        page_id__in=ArticlePage.objects.filter(slug=amendment.slug).values("pk"), release=None
    ).exists()


def build() -> str:
    """Submit each amendment and pass or return it as its file says."""
    reviewers = Reviewers()
    day = workday(today() - timedelta(days=1))
    before = workday(day - timedelta(days=1))
    for amendment in material.amendments():
        page = ArticlePage.objects.get(slug=amendment.slug)
        editor = user_named(page.responsible_editor)
        for block in blocks_of(f"## {amendment.heading}\n\n{amendment.paragraph}"):
            page.body.append(block)
        with standing_at(moment_of(before, 380)):
            page.save_revision(user=editor)
            candidate = gate.submit(page, by=editor)
        candidate = approve(candidate, reviewers=reviewers, stages=amendment.passed, day=day)
        if amendment.returned and candidate.next_stage:
            with standing_at(moment_of(day, 200)):
                gate.return_for_revision(
                    candidate, by=reviewers.next(candidate.next_stage), comment=amendment.returned
                )
    _claim_first(reviewer="gu.xingjian")
    return f"{len(material.amendments())} changes under review or returned, one of them claimed"


def _claim_first(reviewer: str) -> None:
    """Let a reviewer claim the oldest text that waits for them; the others wait for anybody."""
    waiting = [item for item in candidates_for(user(reviewer)) if not why_not(item, user(reviewer))]
    if waiting:
        with standing_at(now() - timedelta(hours=1)):
            claim(waiting[0], by=user(reviewer))
