"""Addresses of the desk's comments, below `/desk/comments/`."""

from django.urls import path

from cms_pages.comments import desk_views

app_name = "moderation"
urlpatterns = [
    path("", desk_views.show_waiting, name="waiting"),
    path("<int:comment_id>/decide/", desk_views.decide, name="decide"),
]
