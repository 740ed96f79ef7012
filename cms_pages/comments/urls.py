"""Addresses of comments, below `/comments/`."""

from django.urls import path

from cms_pages.comments import views

app_name = "comments"
urlpatterns = [
    path("<int:page_id>/", views.show_comments, name="page"),
    path("<int:page_id>/switch/", views.switch, name="switch"),
    path("<int:page_id>/<int:comment_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:page_id>/<int:comment_id>/report/", views.report, name="report"),
]
