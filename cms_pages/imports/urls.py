"""Addresses of the imports, below `/desk/imports/`."""

from django.urls import path

from cms_pages.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.import_word_file, name="word"),
    path("<int:import_id>/", views.show_import, name="taken"),
]
