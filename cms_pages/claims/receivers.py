"""Ask the claims at each decision, whatever door it came through."""

from accounts.models import User
from cms_pages.claims import services
from cms_pages.gate.models import Candidate
from cms_pages.gate.registry import on_decision


@on_decision
def end_claim(candidate: Candidate, by: User) -> None:
    """Refuse the decision of another while somebody holds the stage; end the claim of who decides."""
    services.end_with_decision(candidate, by=by)
