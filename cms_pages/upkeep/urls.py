"""Addresses of the review of internal rules, below `/desk/rules/`."""

from django.urls import path

from cms_pages.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("", views.show_rules, name="rules"),
    path("<int:page_id>/", views.show_rule, name="rule"),
]
