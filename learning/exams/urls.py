"""Addresses of the exam room, below `/learning/`."""

from django.urls import path

from learning.exams import views

urlpatterns = [
    path("exams/<int:page_id>/", views.show_exam, name="exam"),
    path("exams/<int:page_id>/start/", views.start, name="start_exam"),
    path("attempts/<uuid:attempt_id>/", views.show_attempt, name="attempt"),
    path("attempts/<uuid:attempt_id>/sit/", views.sit, name="sit"),
    path("attempts/<uuid:attempt_id>/save/", views.save, name="save_answers"),
    path("attempts/<uuid:attempt_id>/submit/", views.submit, name="submit_attempt"),
]
