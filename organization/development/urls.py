"""The addresses of `development`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
