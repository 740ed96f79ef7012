"""Some internal rules of the demo were looked at again: one is due now, one soon, one next year."""

from datetime import timedelta

from cms_pages.models import RegulationPage, RuleReview
from cms_pages.upkeep.services import review_rule
from cms_pages.upkeep.types import Outcome
from core.clock import today
from demo.builders.people import user
from demo.past import moment_of, standing_at, workday

AGE = timedelta(days=40)
"""How long ago the rules were looked at."""
KEPT = (
    ("印章使用管理规定", -3, "两年内未发现新问题，待新印章启用后再看。"),
    ("公文处理办法", 20, "与现行公文格式标准一致。"),
    ("安全生产责任制管理办法", 300, "责任清单与岗位设置相符。"),
)
"""Short title, days from today to the next review, reasons."""


def is_built() -> bool:
    """Return whether some rule was looked at again."""
    return RuleReview.objects.exists()


def build() -> str:
    """Let the publisher keep the rules, each until its day."""
    publisher = user("pei.jingxing")
    last = today()
    with standing_at(moment_of(workday(last - AGE), 90)):
        for short_title, days, words in KEPT:
            review_rule(
                RegulationPage.objects.get(work__short_title=short_title, live=True),
                outcome=Outcome.KEEP,
                by=publisher,
                words=words,
                next_review=last + timedelta(days=days),
            )
    return f"{len(KEPT)} rules looked at again"
