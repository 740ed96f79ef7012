"""The addresses of `grants`."""

from django.urls import URLPattern, path

from organization.grants import audit_views, views

urlpatterns: list[URLPattern] = [
    path("grants/", views.show_grants, name="grants"),
    path("grants/give/", views.give, name="grant_give"),
    path("grants/review/", views.show_review, name="grant_review"),
    path("grants/<int:grant_id>/review/", views.review, name="grant_review_one"),
    path("grants/<int:grant_id>/withdraw/", views.withdraw, name="grant_withdraw"),
    path("grants/requests/<int:request_id>/", views.answer, name="grant_request"),
    path("audit/", audit_views.show_log, name="audit"),
    path("audit/export/", audit_views.export_log, name="audit_export"),
]
