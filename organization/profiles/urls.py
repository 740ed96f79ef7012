"""The addresses of `profiles`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
