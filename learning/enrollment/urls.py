"""Addresses of courses, below `/learning/`."""

from django.urls import path

from learning.enrollment import views

urlpatterns = [
    path("", views.show_catalogue, name="catalogue"),
    path("courses/<int:page_id>/", views.show_course, name="course"),
    path("courses/<int:page_id>/enroll/", views.enroll, name="enroll"),
    path("courses/<int:page_id>/leave/", views.leave, name="leave"),
]
