"""The address plan: the only place where apps meet under one root."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from accounts.wagtail_api import guarded_urls
from cms_pages.articles.feeds import ColumnFeed
from config.api import api
from core import http, views

urlpatterns = [
    path("healthz", views.show_health, name="healthz"),
    path("readyz", views.show_readiness, name="readyz"),
    path("api/v1/", api.urls),
    path("api/wagtail/v3/", guarded_urls()),
    re_path("^api/", http.page_for(404, "not_found")),  # before the pages, which would redirect it
    path("accounts/", include("accounts.urls")),
    # Wagtail's door for pages that are restricted to signed-in users: one sign-in page, one lockout.
    path(
        "_util/login/",
        RedirectView.as_view(pattern_name="accounts:login", query_string=True),
        name="wagtailcore_login",
    ),
    path("admin/login/", RedirectView.as_view(pattern_name="accounts:login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("files/", include("media.urls")),
    path("feeds/<slug:slug>/", ColumnFeed(), name="feed"),
    path("comments/", include("cms_pages.comments.urls")),
    path("desk/comments/", include("cms_pages.comments.desk_urls")),
    path("desk/checks/", include("cms_pages.checks.urls")),
    path("desk/previews/", include("cms_pages.previews.urls")),
    path("desk/remarks/", include("cms_pages.remarks.urls")),
    path("desk/planning/", include("cms_pages.planning.urls")),
    path("desk/rules/", include("cms_pages.upkeep.urls")),
    path("desk/tags/", include("cms_pages.vocabulary.urls")),
    path("desk/imports/", include("cms_pages.imports.urls")),
    path("desk/reads/", include("cms_pages.reads.urls")),
    path("reports/", include("cms_pages.reports.urls")),
    path("desk/reports/", include("cms_pages.reports.desk_urls")),
    path("desk/work/", include("cms_pages.claims.urls")),
    path("desk/", include("cms_pages.gate.urls")),
    path("rules/", include("cms_pages.regulations.urls")),
    path("learning/", include("learning.urls")),
    path("organization/", include("organization.urls")),
    path("search/", include("search.urls")),
    path("", include("outreach.urls")),
    path("", include("portal.urls")),
    path("", include(wagtail_urls)),
]

handler400 = http.page_for(400, "bad_request")
handler403 = http.page_for(403, "refused")
handler404 = http.page_for(404, "not_found")
handler500 = http.page_for(500, "server_error")
