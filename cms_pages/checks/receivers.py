"""Check each text in the transaction of its submission, whatever door it came through."""

from wagtail.models import Revision

from cms_pages.checks import services
from cms_pages.gate.models import Candidate
from cms_pages.gate.registry import on_submission


@on_submission
def check(candidate: Candidate, revision: Revision) -> None:
    """Refuse a text with findings that block; keep the report of another."""
    services.check_submission(candidate, revision)
