"""The addresses of the portal's own pages."""

from django.urls import path
from django.views.i18n import set_language

from portal import views

app_name = "portal"

urlpatterns = [
    path("", views.show_home, name="home"),
    path("me/", views.show_me, name="me"),
    path("language/", set_language, name="set_language"),
]
