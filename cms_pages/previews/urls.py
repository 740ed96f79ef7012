"""Addresses of previews, below `/desk/previews/`."""

from django.urls import path

from cms_pages.previews import views

app_name = "previews"
urlpatterns = [
    path("<int:candidate_id>/", views.show_preview, name="show"),
    path("<int:candidate_id>/text/", views.show_text, name="text"),
    path("<int:candidate_id>/present/", views.show_present, name="present"),
]
