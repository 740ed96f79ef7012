"""Lead from a page's former address to its present one, where otherwise nothing would be found."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms_pages.gate.visibility import asks_for_sign_in, live_now

FEEDS = "/feeds/"
"""A column's feed is named by the column's address, so it moves with it."""


class FormerAddressMiddleware(MiddlewareMixin):
    """Answer "not found" with the present address of a live page.

    The library's own middleware leads to any page and any site; a text that was taken down must stay
    unfound at its former addresses too, and an address outside would be a way round the review. Who is not
    signed in is asked to sign in for an internal page, as at its present address.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Return the redirect, or the answer as it is."""
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        feed = request.path.startswith(FEEDS)
        wanted = request.path.removeprefix(FEEDS.rstrip("/")) if feed else request.path
        found: Any = get_redirect(request, Redirect.normalise_path(wanted, decode_unicode=False))
        if found is None or found.redirect_page_id is None:
            return response
        page = Page.objects.filter(live_now(), pk=found.redirect_page_id).first()
        address = page.get_url(request) if page is not None else None
        if page is not None and feed:
            address = reverse("feed", args=[page.slug])
        if page is None or address is None or address == request.path:
            return response
        if asks_for_sign_in(page.specific, request.user):
            if feed:  # the feed of a column for people who are signed in is nowhere
                return response
            return redirect_to_login(request.get_full_path())
        query = request.META.get("QUERY_STRING", "")
        leads = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        # A browser keeps a permanent redirect for ever; another page may come to this address.
        leads["Cache-Control"] = "no-cache"
        return leads
