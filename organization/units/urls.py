"""The addresses of `units`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
