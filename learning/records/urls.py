"""Addresses of study records, below `/learning/`."""

from django.urls import path

from learning.records import views

urlpatterns = [
    path("records/", views.show_own, name="records"),
    path("records/people/", views.show_people, name="record_people"),
    path("records/<int:person_id>/", views.show_person, name="person_records"),
    path("records/<int:person_id>/lessons/<int:lesson_id>/", views.show_lesson, name="lesson_record"),
]
