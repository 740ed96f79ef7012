"""Addresses of member development, below `/organization/`."""

from django.urls import path

from organization.development import planning_views, views

urlpatterns = [
    path("development/", views.show_cases, name="development"),
    path("development/new/", views.open_case, name="development_open"),
    path("development/mine/", views.show_own, name="development_own"),
    path("development/plan/", planning_views.show_plan, name="development_plan"),
    path("development/rules/", planning_views.show_rules, name="development_rules"),
    path("development/<int:case_id>/", views.show_case, name="development_case"),
    path("development/<int:case_id>/print/", views.print_case, name="development_print"),
    path("development/<int:case_id>/close/", views.close_case, name="development_close"),
    path("development/<int:case_id>/steps/<int:number>/", views.record_step, name="development_record"),
    path(
        "development/<int:case_id>/records/<int:record_id>/", views.correct_step, name="development_correct"
    ),
]
