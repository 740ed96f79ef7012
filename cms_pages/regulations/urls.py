"""Addresses of regulations by number, by day and between two days, below `/rules/`; they stay."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from cms_pages.regulations import address_views as views
from cms_pages.regulations.comparison_views import show_comparison


class IsoDay(StringConverter):
    """A day written 2026-01-31; whether there is such a day is asked later."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


register_converter(IsoDay, "isoday")

app_name = "rules"
urlpatterns = [
    path("number/<path:number>/", views.lead_to_number, name="number"),
    path("<path:short_title>/<isoday:old>/<isoday:new>/", show_comparison, name="compare"),
    path("<path:short_title>/<isoday:day>/", views.lead_to_version, name="day"),
    path("<path:short_title>/", views.lead_to_version, name="work"),
]
