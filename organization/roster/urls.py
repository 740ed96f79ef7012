"""The addresses of `roster`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
