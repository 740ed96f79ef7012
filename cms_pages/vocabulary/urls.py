"""Addresses of the vocabulary, below `/desk/tags/`."""

from django.urls import path

from cms_pages.vocabulary import views

app_name = "vocabulary"
urlpatterns = [
    path("", views.show_tags, name="tags"),
    path("<int:tag_id>/", views.show_tag, name="tag"),
    path("changes/<int:change_id>/decide/", views.decide, name="decide"),
]
