"""The address plan: the only place where apps meet under one root."""

from importlib.util import find_spec

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from accounts.wagtail_api import guarded_urls
from config.api import api
from core import http, views


def _landed(prefix: str, module: str) -> list:
    try:
        return [path(prefix, include(module))] if find_spec(module) else []
    except ModuleNotFoundError:
        return []


urlpatterns = [
    path("healthz", views.show_health, name="healthz"),
    path("readyz", views.show_readiness, name="readyz"),
    path("api/v1/", api.urls),
    *_landed("accounts/", "accounts.urls"),
    path("admin/login/", RedirectView.as_view(pattern_name="accounts:login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("api/wagtail/v3/", guarded_urls()),
    *_landed("files/", "media.urls"),
    *_landed("desk/", "cms_pages.gate.urls"),
    *_landed("learning/", "learning.urls"),
    *_landed("search/", "search.urls"),
    *_landed("", "outreach.urls"),
    *_landed("", "portal.urls"),
    path("", include(wagtail_urls)),
]

handler400 = http.page_for(400, "bad_request")
handler403 = http.page_for(403, "refused")
handler404 = http.page_for(404, "not_found")
handler500 = http.page_for(500, "server_error")
