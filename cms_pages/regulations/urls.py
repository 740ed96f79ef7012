"""Addresses of regulations by number and by day, below `/rules/`; they stay when pages move."""

from django.urls import path, register_converter

from cms_pages.regulations import address_views as views


class IsoDay:
    """A day written 2026-01-31; whether there is such a day is asked later."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> str:
        """Return the day as written."""
        return value

    def to_url(self, value: object) -> str:
        """Return the day as written."""
        return str(value)


register_converter(IsoDay, "isoday")

app_name = "rules"
urlpatterns = [
    path("number/<path:number>/", views.lead_to_number, name="number"),
    path("<path:short_title>/<isoday:day>/", views.lead_to_version, name="day"),
    path("<path:short_title>/", views.lead_to_version, name="work"),
]
