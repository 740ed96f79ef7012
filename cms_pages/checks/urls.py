"""Addresses of the checks, below `/desk/checks/`."""

from django.urls import path

from cms_pages.checks import views

app_name = "checks"
urlpatterns = [
    path("pages/<int:page_id>/", views.show_page, name="page"),
    path("pages/<int:page_id>/waive/", views.waive, name="waive"),
    path("lists/", views.show_lists, name="lists"),
    path("lists/add/", views.add, name="add"),
    path("lists/<int:row_id>/retire/", views.retire, name="retire"),
]
