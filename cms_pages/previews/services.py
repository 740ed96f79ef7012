"""Links by which a headless front end fetches one text under review, and nothing else."""

from django.core import signing

from cms_pages.gate import queries
from cms_pages.gate.models import Candidate
from cms_pages.previews.conf import HOLDS

_SALT = "cms_pages.previews"


def make_token(candidate: Candidate) -> str:
    """Return a signed word that names exactly this text; it says nothing about who asked for it."""
    return signing.dumps([candidate.pk, candidate.digest], salt=_SALT)


def read_token(token: str) -> Candidate | None:
    """Return the text that a link names while it holds; nothing for a link that is old or not ours."""
    try:
        pk, digest = signing.loads(token, salt=_SALT, max_age=HOLDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return queries.candidates().filter(pk=pk, digest=digest).first()
