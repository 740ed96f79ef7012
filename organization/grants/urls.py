"""The addresses of `grants`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
