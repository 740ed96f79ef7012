"""The pages of previews: the submitted text beside the live one, at the width of a phone or a desk."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page, Revision

from accounts.http import require_user
from cms_pages.articles.models import ArticlePage
from cms_pages.gate.contents import FIELDS, lines_by_field
from cms_pages.gate.finding import find_readable
from cms_pages.previews import presence, services
from cms_pages.previews.conf import headless_address
from cms_pages.previews.types import Width


@never_cache
@login_required
@require_safe
def show_preview(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Show the submitted text in a frame of the chosen width, beside it the live one if asked for."""
    candidate = find_readable(request, candidate_id)
    wanted = request.GET.get("width", "")
    page = Page.objects.filter(pk=candidate.page_id, live=True).first()
    address = page.get_url(request) if page is not None else None
    context = {
        "candidate": candidate,
        "widths": Width,
        "width": Width(wanted) if wanted in Width.values else Width.PHONE,
        "live_url": address,
        "beside": address is not None and request.GET.get("live", "1") == "1",
        "headless_url": headless_address(services.make_token(candidate)),
    }
    return render(request, "cms_pages/preview.html", context)


@never_cache
@login_required
@require_safe
def show_text(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Show the submitted text as its readers would see it; of kinds without a page, all its words."""
    candidate = find_readable(request, candidate_id)
    revision = Revision.objects.get(pk=candidate.revision_id)
    page = revision.as_object()
    if isinstance(page, ArticlePage):
        return render(request, page.template, {"page": page, "self": page})
    lines = lines_by_field(revision.content)
    sections = [{"label": FIELDS[name], "lines": found} for name, found in lines.items() if name != "title"]
    return render(request, "cms_pages/preview_text.html", {"page": page, "sections": sections})


@never_cache
@login_required
@require_safe
def show_present(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Show who else has the text open now; the page of a text asks for it every few seconds."""
    candidate = find_readable(request, candidate_id)
    user = require_user(request)
    presence.note_reading(candidate.page_id, user)
    people = presence.present_at(candidate.page_id, besides=user)
    return render(request, "cms_pages/parts/present.html", {"people": people})
