"""The addresses of the organization: each room brings its own."""

from django.urls import include, path

app_name = "organization"

urlpatterns = [
    path("", include("organization.units.urls")),
    path("", include("organization.profiles.urls")),
    path("", include("organization.roster.urls")),
    path("", include("organization.development.urls")),
    path("", include("organization.relations.urls")),
    path("", include("organization.codes.urls")),
    path("", include("organization.grants.urls")),
]
