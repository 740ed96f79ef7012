"""Hold each text to the vocabulary in the transaction of its submission, whatever door it came through."""

from wagtail.models import Revision

from cms_pages.gate.models import Candidate
from cms_pages.gate.registry import on_submission
from cms_pages.vocabulary import services


@on_submission
def check_tags(candidate: Candidate, revision: Revision) -> None:
    """Refuse a text with a tag that is not in the vocabulary."""
    services.require_known([row["tag"] for row in revision.content.get("tagged_items", [])])
