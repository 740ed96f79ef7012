"""Addresses of the calendar and of the report of old texts, below `/desk/planning/`."""

from django.urls import path

from cms_pages.planning import views

app_name = "planning"
urlpatterns = [
    path("", views.show_calendar, name="calendar"),
    path("old/", views.show_old, name="old"),
    path("old/<int:release_id>/confirm/", views.confirm, name="confirm"),
]
