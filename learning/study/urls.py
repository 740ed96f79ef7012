"""Addresses of lessons, below `/learning/`."""

from django.urls import path

from learning.study import views

urlpatterns = [path("lessons/<int:page_id>/", views.show_lesson, name="lesson")]
