"""The page on which an officer decides what a feed proposes."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import audit
from core.errors import NotFound
from organization.models import Unit
from organization.roster import feeds
from organization.roster.editing import require_manager
from organization.roster.models import FeedProposal, FeedRun


@never_cache
@login_required
@require_safe
def show_proposals(request: HttpRequest) -> HttpResponse:
    """Show what feeds propose, and how the last comparisons ended."""
    scope = require_manager(request)
    page = Paginator(feeds.open_proposals(scope.managed), 30).get_page(request.GET.get("page"))
    codes = {code for proposal in page for code in proposal.change.get("unit", []) if code}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    rows = [
        {
            "proposal": proposal,
            "name": proposal.person.name if proposal.person else proposal.change.get("name", ["", ""])[1],
            "new_name": proposal.change["name"][1] if "name" in proposal.change and proposal.person else "",
            "unit": [names.get(code, code) for code in proposal.change.get("unit", [])],
        }
        for proposal in page
    ]
    context = {"page_obj": page, "rows": rows, "runs": FeedRun.objects.all()[:5]}
    return render(request, "organization/roster_feeds.html", context)


def _decide(
    request: HttpRequest, proposal_id: int, act: Callable[..., FeedProposal], *, action: str, done: str
) -> HttpResponse:
    scope = require_manager(request)
    found = FeedProposal.objects.filter(pk=proposal_id, unit__in=scope.managed)
    proposal = found.select_related("unit").first()
    if proposal is None:
        raise NotFound(_("There is nothing here for you."))
    audit.describe(
        request, action=action, object_type="feed_proposal", object_id=proposal_id, unit_id=proposal.unit_id
    )
    act(proposal=proposal, by=request.user)
    messages.success(request, done)
    return redirect("organization:roster_feeds")


@never_cache
@login_required
@require_POST
def accept(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Do what a proposal says."""
    return _decide(
        request, proposal_id, feeds.accept, action="roster.accept_proposal", done=_("The roster was changed.")
    )


@never_cache
@login_required
@require_POST
def decline(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Put a proposal away."""
    return _decide(
        request,
        proposal_id,
        feeds.decline,
        action="roster.decline_proposal",
        done=_("The proposal was put away."),
    )
