"""Addresses of the publishers' side, below `/desk/reports/`."""

from django.urls import path

from cms_pages.reports import desk_views

app_name = "desk_reports"
urlpatterns = [
    path("", desk_views.show_reports, name="open"),
    path("<int:report_id>/settle/", desk_views.settle, name="settle"),
]
